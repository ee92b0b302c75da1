using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Microsoft.AspNetCore.Identity;

namespace Fachwerk.Backend.Identity;

/// <summary>
/// Signs an account in. An unknown name, a wrong password and a locked account give the same answer after the same
/// work, so that nobody learns who has an account. Scoped.
/// </summary>
public sealed class SignIn(
    UserManager<User> users, Sessions sessions, DummyPassword dummy, AuditTrail audit, TenantCommit commit,
    TimeProvider time)
{
    /// <summary>Characters of the longest user name and password that are looked at.</summary>
    public const int LengthMax = 256;

    /// <summary>Begins a session and sets its cookie on the present request's answer.</summary>
    /// <returns>The account's id, or <c>sign-in-refused</c>.</returns>
    public async Task<Outcome<Guid>> HandleAsync(string userName, string password, CancellationToken ct)
    {
        var user = await CheckAsync(userName, password, ct);
        if (user is null)
            return new Refusal("sign-in-refused", RefusalSort.Forbidden);
        await sessions.BeginAsync(user, ct);
        return user.Id;
    }

    /// <summary>The account if name and password are right and it is not locked; every try is on record.</summary>
    internal async Task<User?> CheckAsync(string userName, string password, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(userName);
        ArgumentNullException.ThrowIfNull(password);
        if (userName.Length > LengthMax || password.Length > LengthMax)
            (userName, password) = ("", "");
        var user = await users.FindByNameAsync(userName);
        var right = users.PasswordHasher.VerifyHashedPassword(
            user ?? new User(), user?.PasswordHash ?? dummy.Hash, password) != PasswordVerificationResult.Failed;
        if (user is null || IsLocked(user) || !right)
        {
            if (user is not null && !IsLocked(user))
                CountFailure(user);
            audit.Add(AuditKinds.SignInRefused, user is null ? Actor.Anonymous : Actor.User(user.Id));
            await commit.SaveAsync(ct);
            return null;
        }

        user.AccessFailedCount = 0;
        user.LockoutEnd = null;
        audit.Add(AuditKinds.SignedIn, Actor.User(user.Id));
        await commit.SaveAsync(ct);
        return user;
    }

    private bool IsLocked(User user) => user.LockoutEnabled && user.LockoutEnd > time.GetUtcNow();

    // Counted on the tracked entity: the failure and its audit entry are one commit, as they are for an unknown name.
    private void CountFailure(User user)
    {
        var lockout = users.Options.Lockout;
        user.AccessFailedCount++;
        if (user.AccessFailedCount < lockout.MaxFailedAccessAttempts)
            return;
        user.AccessFailedCount = 0;
        user.LockoutEnd = time.GetUtcNow() + lockout.DefaultLockoutTimeSpan;
    }
}
