using System.Globalization;
using Fachwerk.Backend.Database;
using Microsoft.AspNetCore.Antiforgery;

namespace Fachwerk.Backend.Identity;

/// <summary>
/// Writes tenant and session into each antiforgery token: another tenant's, and one of a session that is over, is
/// refused.
/// </summary>
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
        if (!tenant.IsEntered)
            return "no tenant";
        context.User.TrySession(out var session);
        return string.Create(CultureInfo.InvariantCulture, $"{tenant.Number} {tenant.Slug} {session.Value}");
    }
}
