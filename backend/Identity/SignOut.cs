using System.Security.Claims;
using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace Fachwerk.Backend.Identity;

/// <summary>Signs the present request's account out. Scoped.</summary>
public sealed class SignOut(
    Sessions sessions, IHttpContextAccessor requests, AuditTrail audit, TenantCommit commit)
{
    /// <summary>Ends its session, takes the cookie back and puts it on record.</summary>
    public async Task HandleAsync(ClaimsPrincipal principal, CancellationToken ct)
    {
        if (principal.TryUserId(out var user) && principal.TrySession(out var session))
        {
            sessions.End(session);
            audit.Add(AuditKinds.SignedOut, Actor.User(user));
            await commit.SaveAsync(ct);
        }

        await requests.HttpContext!.SignOutAsync(IdentityConstants.ApplicationScheme);
    }
}
