using Fachwerk.Backend.Database;
using Fachwerk.Backend.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Fachwerk.Backend.Portal;

/// <summary>Name and password. Whatever was wrong, the answer is the same.</summary>
[AllowAnonymous]
public sealed class SignInModel(SignIn signIn, TenantContext tenant) : PageModel
{
    private const int ReturnUrlMax = 2_000;

    public string TenantName => tenant.Name;

    public bool Refused { get; private set; }

    /// <summary>Whoever comes here had a session, and it is over.</summary>
    public bool SessionEnded => !Refused && SessionEvents.HasEnded(HttpContext);

    public string UserName { get; private set; } = "";

    public string ReturnUrl { get; private set; } = "";

    public IActionResult OnGet(string? returnUrl)
    {
        ReturnUrl = Local(returnUrl);
        return User.Identity?.IsAuthenticated == true ? LocalRedirect(ReturnUrl) : Page();
    }

    public async Task<IActionResult> OnPostAsync(
        string? user, string? password, string? returnUrl, CancellationToken ct)
    {
        ReturnUrl = Local(returnUrl);
        if ((await signIn.HandleAsync(user ?? "", password ?? "", ct)).TryGet(out _, out _))
            return LocalRedirect(ReturnUrl);
        Refused = true;
        UserName = user is { Length: > Identity.SignIn.LengthMax } ? "" : user ?? "";
        return Page();
    }

    private string Local(string? returnUrl) =>
        returnUrl is { Length: <= ReturnUrlMax } && Url.IsLocalUrl(returnUrl) ? returnUrl : Url.Content("~/");
}
