namespace Fachwerk.Backend.Web;

/// <summary>Language and theme, kept by the browser; neither says who someone is.</summary>
public static class PreferenceCookies
{
    public const string LanguageName = "fachwerk.language";
    public const string ThemeName = "fachwerk.theme";

    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(365);

    /// <summary>"auto", "light" or "dark".</summary>
    public static string Theme(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Cookies[ThemeName] is "light" or "dark" ? request.Cookies[ThemeName]! : "auto";
    }

    public static void Keep(HttpContext context, string name, string value)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.Cookies.Append(name, value, new CookieOptions
        {
            Path = "/",
            MaxAge = KeptFor,
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            IsEssential = true
        });
    }
}
