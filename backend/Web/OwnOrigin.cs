using Microsoft.AspNetCore.SignalR;

namespace Fachwerk.Backend.Web;

/// <summary>
/// Behind the routing: what changes something, and all of the live hub, is refused to other sites' pages. A web socket
/// knows no same-origin policy, and the cookie goes with it; for forms it is a second belt beside their tokens. What no
/// browser sent has neither header and is let through: it holds no cookies that it should not.
/// </summary>
public sealed class OwnOrigin(RequestDelegate next)
{
    private static readonly object RefusedKey = typeof(OwnOrigin);

    /// <summary>Whether the request was refused here.</summary>
    public static bool HasRefused(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.ContainsKey(RefusedKey);
    }

    public Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        // The page that says so is drawn by a second pass of the same request.
        if (!Matters(context) || IsOwn(context.Request) || HasRefused(context))
            return next(context);
        context.Items[RefusedKey] = true;
        context.SetEndpoint(null);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private static bool Matters(HttpContext context) =>
        !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) ||
        context.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is not null;

    // W3C Fetch Metadata §2.3 where the browser sends it; RFC 6454 §7 else.
    private static bool IsOwn(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site)
            return site is "same-origin" or "none";
        return request.Headers.Origin.ToString() is not { Length: > 0 } origin ||
            string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
