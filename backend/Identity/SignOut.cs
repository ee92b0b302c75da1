using System.Security.Claims;
using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Microsoft.AspNetCore.Identity;

namespace Fachwerk.Backend.Identity;

/// <summary>Signs the present request's account out. Scoped.</summary>
public sealed class SignOut(SignInManager<User> signIns, AuditTrail audit, TenantCommit commit)
{
    /// <summary>Takes the cookie back and puts it on record.</summary>
    public async Task HandleAsync(ClaimsPrincipal principal, CancellationToken ct)
    {
        if (principal.TryUserId(out var user))
        {
            audit.Add(AuditKinds.SignedOut, Actor.User(user));
            await commit.SaveAsync(ct);
        }

        await signIns.SignOutAsync();
    }
}
