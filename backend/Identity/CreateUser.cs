using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Microsoft.AspNetCore.Identity;

namespace Fachwerk.Backend.Identity;

/// <summary>Makes an account. Scoped.</summary>
public sealed class CreateUser(UserManager<User> users, TenantDbContext db, AuditTrail audit, TenantCommit commit)
{
    /// <summary>Makes it under the password policy.</summary>
    /// <returns>The account's id, or <c>user-name-taken</c>, <c>user-name-invalid</c>,
    /// <c>password-too-weak</c>.</returns>
    public async Task<Outcome<Guid>> HandleAsync(string userName, string password, string actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var user = new User { Id = Guid.NewGuid(), UserName = userName, LockoutEnabled = true };
        var result = await users.CreateAsync(user, password);
        if (!result.Succeeded)
            return RefusalOf(result);
        audit.Add(AuditKinds.UserCreated, actor, new { User = user.Id });
        await commit.SaveAsync(ct);
        return user.Id;
    }

    private static Refusal RefusalOf(IdentityResult result)
    {
        var codes = result.Errors.Select(error => error.Code).ToList();
        if (codes.Contains(nameof(IdentityErrorDescriber.DuplicateUserName)))
            return new Refusal("user-name-taken", RefusalSort.Conflict);
        return codes.Contains(nameof(IdentityErrorDescriber.InvalidUserName))
            ? new Refusal("user-name-invalid", RefusalSort.Invalid)
            : new Refusal("password-too-weak", RefusalSort.Invalid);
    }
}
