using Fachwerk.Backend.Database;
using Fachwerk.Backend.Tenants;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Fachwerk.Backend.Web;

/// <summary>
/// The page outside any tenant: it asks for the organisation's short name and never lists who is there.
/// </summary>
[AllowAnonymous]
[Tenantless]
public sealed class WelcomeModel(TenantCatalogue catalogue) : PageModel
{
    public const string Address = "/-/welcome";

    private const int ShownMax = 40;

    /// <summary>The name that was asked for and does not exist.</summary>
    public string? Asked { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? tenant, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(tenant))
            return Page();
        string slug = tenant.Trim().ToLowerInvariant();
        if (TenantSlug.IsValid(slug) && await catalogue.FindAsync(slug, ct) is not null)
            return LocalRedirect($"/{slug}/");
        Asked = tenant.Length > ShownMax ? $"{tenant[..ShownMax]}…" : tenant;
        return Page();
    }
}
