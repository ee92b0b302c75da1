using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Web;

/// <summary>Makes the frame's model from a request.</summary>
public sealed class ShellModel(SiteAssets assets, TenantContext tenant)
{
    /// <summary>The key under which a page says which entry of the navigation it belongs to.</summary>
    public const string PageKey = "Navigation";

    public Shell For(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var request = context.Request;
        bool signedIn = tenant.IsEntered && context.User.Identity?.IsAuthenticated == true;
        return new Shell(
            tenant.IsEntered ? tenant.Name : null,
            signedIn ? context.User.Identity!.Name ?? "?" : "",
            PreferenceCookies.Theme(request),
            $"{request.PathBase}{PreferencesModel.Address}",
            HttpMethods.IsGet(request.Method) && !request.Path.StartsWithSegments("/-")
                ? $"{request.PathBase}{request.Path}{request.QueryString}"
                : $"{request.PathBase}/",
            file => assets.Url(context, file),
            context.Items[PageKey] as string ?? "");
    }
}
