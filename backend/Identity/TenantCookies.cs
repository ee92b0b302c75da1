using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace Fachwerk.Backend.Identity;

/// <summary>Binds the tickets of every cookie scheme to the tenant, whatever the scheme is called.</summary>
internal sealed class TenantCookies(TenantBoundProtection protection)
    : IConfigureNamedOptions<CookieAuthenticationOptions>
{
    public void Configure(CookieAuthenticationOptions options) => Configure(null, options);

    public void Configure(string? name, CookieAuthenticationOptions options) =>
        options.DataProtectionProvider = protection;
}
