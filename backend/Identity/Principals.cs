using System.Security.Claims;
using Fachwerk.Backend.Live;

namespace Fachwerk.Backend.Identity;

/// <summary>Reads accounts and sessions from principals.</summary>
public static class Principals
{
    /// <summary>The id of the signed-in account.</summary>
    public static bool TryUserId(this ClaimsPrincipal principal, out Guid user)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out user);
    }

    /// <summary>The session of the signed-in account.</summary>
    public static bool TrySession(this ClaimsPrincipal principal, out SessionId session)
    {
        ArgumentNullException.ThrowIfNull(principal);
        string? value = principal.FindFirstValue(LiveSessions.Claim);
        session = new SessionId(value ?? "");
        return value is not null;
    }
}
