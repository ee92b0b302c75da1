namespace Fachwerk.Backend.Web;

/// <summary>What the frame around every page needs to know of the request.</summary>
public sealed record Shell(
    string? TenantName,
    string UserName,
    string Theme,
    string PreferencesUrl,
    string ReturnUrl,
    Func<string, string> File,
    string Page)
{
    /// <summary>The choices of the theme switch with their icons.</summary>
    public static readonly IReadOnlyList<(string Theme, string Icon)> Themes =
        [("auto", "device-desktop"), ("light", "sun"), ("dark", "moon")];

    public bool SignedIn => UserName.Length > 0;

    /// <summary>The theme before theme.js has asked the browser; without script, "auto" stays light.</summary>
    public string InitialTheme => Theme == "dark" ? "dark" : "light";

    /// <summary>The value of aria-current for a link of the navigation; null leaves the attribute out.</summary>
    public string? Current(string page) => Page == page ? "page" : null;

    public static string Pressed(bool pressed) => pressed ? "true" : "false";
}
