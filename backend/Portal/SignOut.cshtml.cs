using Fachwerk.Backend.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Fachwerk.Backend.Portal;

/// <summary>Ends the session; a link alone only asks.</summary>
public sealed class SignOutModel(SignOut signOut) : PageModel
{
    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await signOut.HandleAsync(User, ct);
        return RedirectToPage("/Portal/SignIn");
    }
}
