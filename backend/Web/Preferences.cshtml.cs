using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Fachwerk.Backend.Web;

/// <summary>Takes the language and theme switches of the frame and goes back to where they were used.</summary>
[AllowAnonymous]
[Tenantless]
public sealed class PreferencesModel : PageModel
{
    /// <summary>No slug begins with a dash, so this can never be a tenant.</summary>
    public const string Address = "/-/preferences";

    public IActionResult OnGet() => LocalRedirect("~/");

    public IActionResult OnPost(string? language, string? theme, string? returnUrl)
    {
        if (language is not null && Texts.Languages.Contains(language))
            PreferenceCookies.Keep(HttpContext, PreferenceCookies.LanguageName, language);
        if (theme is not null && Shell.Themes.Any(known => known.Theme == theme))
            PreferenceCookies.Keep(HttpContext, PreferenceCookies.ThemeName, theme);
        return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl : "~/");
    }
}
