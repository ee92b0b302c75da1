using System.Globalization;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Identity;
using Fachwerk.Backend.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Fachwerk.Backend.Portal;

/// <summary>Name and password. Whatever was wrong, the answer is the same.</summary>
[AllowAnonymous]
[StaleSignInForm]
public sealed class SignInModel(SignIn signIn, TenantContext tenant) : PageModel
{
    /// <summary>Characters of the longest address to go back to.</summary>
    internal const int ReturnUrlMax = 2_000;

    private const int MinuteSeconds = 60;

    // Longer waits are told in minutes.
    private const int SecondsMax = 90;

    public string TenantName => tenant.Name;

    public bool Refused { get; private set; }

    /// <summary>Seconds after which to try again; null when the try was looked at.</summary>
    public int? RetryAfter { get; private set; }

    /// <summary>The id of what describes the problem, if there is one.</summary>
    public string? Problem => Refused || RetryAfter is not null ? "refused" : null;

    /// <summary>Whoever comes here had a session, and it is over.</summary>
    public bool SessionEnded => Problem is null && SessionEvents.HasEnded(HttpContext);

    /// <summary>The form was older than the last sign-in or sign-out of this browser.</summary>
    public bool IsStale { get; private set; }

    public string UserName { get; private set; } = "";

    public string ReturnUrl { get; private set; } = "";

    public IActionResult OnGet(string? returnUrl, bool stale)
    {
        ReturnUrl = Local(returnUrl);
        IsStale = stale;
        return User.Identity?.IsAuthenticated == true && !stale ? LocalRedirect(ReturnUrl) : Page();
    }

    public async Task<IActionResult> OnPostAsync(
        string? user, string? password, string? returnUrl, CancellationToken ct)
    {
        ReturnUrl = Local(returnUrl);
        var request = new SignInRequest(
            user ?? "", password ?? "", HttpContext.Connection.RemoteIpAddress, KnownDevices.Of(Request));
        if ((await signIn.HandleAsync(request, ct)).TryGet(out var signedIn, out var refusal))
        {
            KnownDevices.Keep(HttpContext, signedIn.Device);
            return LocalRedirect(ReturnUrl);
        }

        UserName = user is { Length: > Identity.SignIn.LengthMax } ? "" : user ?? "";
        Refused = refusal.RetryAfter is null;
        if (refusal.RetryAfter is not { } wait)
            return Page();
        RetryAfter = (int)Math.Ceiling(wait.TotalSeconds);
        Response.Headers.RetryAfter = RetryAfter.Value.ToString(CultureInfo.InvariantCulture);
        Response.StatusCode = StatusCodes.Status429TooManyRequests;
        return Page();
    }

    /// <summary>That there were too many tries, and when to come again.</summary>
    internal static string BusyText(Texts texts, int seconds) => seconds > SecondsMax
        ? texts["signIn.busy.minutes", (seconds + MinuteSeconds - 1) / MinuteSeconds]
        : texts.Count("signIn.busy.seconds", seconds);

    private string Local(string? returnUrl) =>
        returnUrl is { Length: <= ReturnUrlMax } && Url.IsLocalUrl(returnUrl) ? returnUrl : Url.Content("~/");
}
