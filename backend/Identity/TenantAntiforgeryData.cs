using System.Globalization;
using Fachwerk.Backend.Database;
using Microsoft.AspNetCore.Antiforgery;

namespace Fachwerk.Backend.Identity;

/// <summary>Writes the tenant into each antiforgery token; another tenant's is refused.</summary>
public sealed class TenantAntiforgeryData : IAntiforgeryAdditionalDataProvider
{
    /// <inheritdoc/>
    public string GetAdditionalData(HttpContext context) => MarkOf(context);

    /// <inheritdoc/>
    public bool ValidateAdditionalData(HttpContext context, string additionalData) =>
        string.Equals(additionalData, MarkOf(context), StringComparison.Ordinal);

    private static string MarkOf(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var tenant = context.RequestServices.GetRequiredService<TenantContext>();
        return tenant.IsEntered
            ? string.Create(CultureInfo.InvariantCulture, $"{tenant.Number} {tenant.Slug}")
            : "no tenant";
    }
}
