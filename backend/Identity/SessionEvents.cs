using System.Security.Claims;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Live;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace Fachwerk.Backend.Identity;

/// <summary>
/// Asks at each request whether the cookie's session still holds, and leads whoever has none to the sign-in by a path
/// alone: the host is the request's, and anybody can make up one. Scoped.
/// </summary>
internal sealed class SessionEvents(SessionLooks looks, TenantContext tenant) : CookieAuthenticationEvents
{
    private static readonly object EndedKey = typeof(SessionEvents);

    /// <summary>Whether the request came with the cookie of a session that has ended.</summary>
    public static bool HasEnded(HttpContext context) => context.Items.ContainsKey(EndedKey);

    /// <inheritdoc/>
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        string? secret = context.Principal?.FindFirstValue(Sessions.SecretClaim);
        var found = secret is null
            ? null
            : await looks.UseAsync(tenant.Tenant, SessionId.Of(secret), context.HttpContext.RequestAborted);
        if (found is null)
        {
            context.HttpContext.Items[EndedKey] = true;
            context.RejectPrincipal();
            return;
        }

        context.ReplacePrincipal(new ClaimsPrincipal(new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, $"{found.User}"),
                new Claim(ClaimTypes.Name, found.UserName),
                new Claim(LiveSessions.Claim, found.Id.Value)
            ],
            IdentityConstants.ApplicationScheme)));
    }

    /// <inheritdoc/>
    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        var request = context.Request;
        if (request.Path.StartsWithSegments(LiveSlice.Path))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        // What a form would have done is not repeated after the sign-in.
        var query = HttpMethods.IsGet(request.Method) ? request.QueryString : default;
        var back = request.Path == context.Options.LogoutPath ? "/" : $"{request.Path}{query}";
        var asked = QueryString.Create(context.Options.ReturnUrlParameter, $"{request.PathBase}{back}");
        context.Response.Redirect($"{request.PathBase}{context.Options.LoginPath}{asked}");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }
}
