using System.Security.Claims;

namespace Fachwerk.Backend.Identity;

/// <summary>Reads accounts from principals.</summary>
public static class Principals
{
    /// <summary>The id of the signed-in account.</summary>
    public static bool TryUserId(this ClaimsPrincipal principal, out Guid user)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out user);
    }
}
