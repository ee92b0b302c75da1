namespace Fachwerk.Backend.Web;

/// <summary>
/// Pages travel packed; assets were packed by the build. A page holds what is nobody else's business beside what its
/// address may repeat, and its packed length over TLS would tell one from the other to who can make a browser ask over
/// and over (BREACH). So what another site's page has asked for is not packed; nor is what a browser asks that does not
/// say (W3C Fetch Metadata §2.3).
/// </summary>
public static class PageCompression
{
    private const string Page = "text/html";

    public static IServiceCollection AddPageCompression(this IServiceCollection services) =>
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = [Page];
        });

    /// <summary>Stands behind what knows whether the browser speaks TLS.</summary>
    public static IApplicationBuilder UsePageCompression(this IApplicationBuilder app) =>
        app.UseWhen(context => IsHarmless(context.Request), branch => branch.UseResponseCompression());

    private static bool IsHarmless(HttpRequest request) =>
        !request.IsHttps || request.Headers["Sec-Fetch-Site"].ToString() is "same-origin" or "none";
}
