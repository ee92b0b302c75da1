using Fachwerk.Backend.Database;
using Fachwerk.Backend.Live;
using Fachwerk.Backend.Tenants;

namespace Fachwerk.Backend.Web;

/// <summary>
/// The first segment of the path names the tenant: <c>/acme/depots</c> becomes <c>/depots</c> below <c>/acme</c>, and
/// the request's scope works for acme from here on. Outside a tenant, <c>/</c> says how to get to one.
/// </summary>
public sealed class TenantPath(RequestDelegate next, TenantCatalogue catalogue)
{
    public async Task InvokeAsync(HttpContext context, TenantContext tenant)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(tenant);
        // An error page is drawn by a second pass of the same request, which has its tenant already.
        if (!tenant.IsEntered)
            await EnterAsync(context, tenant);
        await next(context);
    }

    private async Task EnterAsync(HttpContext context, TenantContext tenant)
    {
        var request = context.Request;
        var path = request.Path.Value ?? "";
        if (path is "" or "/")
        {
            request.Path = WelcomeModel.Address;
            return;
        }

        var end = path.IndexOf('/', 1);
        var slug = end < 0 ? path[1..] : path[1..end];
        if (!TenantSlug.IsValid(slug) || await catalogue.FindAsync(slug, context.RequestAborted) is not { } found)
            return;
        tenant.Enter(found);
        LiveTenant.Note(context, found);
        request.PathBase = request.PathBase.Add($"/{slug}");
        request.Path = end < 0 ? "/" : path[end..];
    }
}
