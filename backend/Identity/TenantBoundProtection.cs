using System.Globalization;
using Fachwerk.Backend.Database;
using Microsoft.AspNetCore.DataProtection;

namespace Fachwerk.Backend.Identity;

/// <summary>
/// Protects cookies and tokens under a purpose that names the tenant of the present request, so that what one tenant
/// was given is noise to another. Without a tenant nothing is protected and nothing is opened.
/// </summary>
public sealed class TenantBoundProtection(IDataProtectionProvider inner, IHttpContextAccessor requests)
    : IDataProtectionProvider
{
    /// <inheritdoc/>
    public IDataProtector CreateProtector(string purpose) =>
        new Protector(inner.CreateProtector("Fachwerk.Tenant", purpose), requests);

    private sealed class Protector(IDataProtector inner, IHttpContextAccessor requests) : IDataProtector
    {
        public IDataProtector CreateProtector(string purpose) =>
            new Protector(inner.CreateProtector(purpose), requests);

        public byte[] Protect(byte[] plaintext) => OfTenant().Protect(plaintext);

        public byte[] Unprotect(byte[] protectedData) => OfTenant().Unprotect(protectedData);

        private IDataProtector OfTenant()
        {
            var tenant = requests.HttpContext?.RequestServices.GetRequiredService<TenantContext>();
            if (tenant is not { IsEntered: true })
                throw new System.Security.Cryptography.CryptographicException("No tenant was entered.");
            return inner.CreateProtector(
                string.Create(CultureInfo.InvariantCulture, $"tenant {tenant.Number} {tenant.Slug}"));
        }
    }
}
