using System.Net;
using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Microsoft.AspNetCore.Identity;

namespace Fachwerk.Backend.Identity;

/// <summary>
/// Signs an account in. An unknown name, a wrong password and an account whose tries are used up give the same answer
/// after the same work, so that nobody learns who has an account. Scoped.
/// </summary>
public sealed class SignIn(
    UserManager<User> users, Sessions sessions, SignInGate gate, SignInTries tries, KnownDevices devices,
    DummyPassword dummy, TenantContext tenant, AuditTrail audit, TenantCommit commit, TimeProvider time)
{
    /// <summary>Characters of the longest user name and password that are looked at.</summary>
    public const int LengthMax = 256;

    // A row that is written or not, a hash of an older cost: what tells accounts apart lies within this.
    private static readonly TimeSpan RefusalMin = TimeSpan.FromMilliseconds(400);

    /// <summary>Begins a session and sets its cookie on the present request's answer.</summary>
    /// <returns>Who it is; <c>sign-in-refused</c>; or, not looked at, <c>sign-in-busy</c> with a time.</returns>
    public async Task<Outcome<SignedIn>> HandleAsync(SignInRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var began = time.GetTimestamp();
        if (!(await CheckAsync(request, ct)).TryGet(out var account, out var refusal))
        {
            var left = RefusalMin - time.GetElapsedTime(began);
            // Whom the lane turned away may have been looked up before.
            var isLookedUp = refusal.RetryAfter is null || refusal.RetryAfter == SignInGate.LaneRetry;
            if (isLookedUp && left > TimeSpan.Zero)
                await Task.Delay(left, time, ct);
            return refusal;
        }

        await sessions.BeginAsync(account.Account, account.SecurityStamp, ct);
        return new SignedIn(account.Account, devices.With(request.Device, NameOf(request)));
    }

    /// <summary>The account if name and password are right and it has a try left.</summary>
    internal async Task<Outcome<AccountTry>> CheckAsync(SignInRequest request, CancellationToken ct)
    {
        var name = NameOf(request);
        var isKnown = devices.Knows(request.Device, name);
        var source = SignInSource.Of(tenant.Number, name, request.Address, isKnown);
        var (turn, retryAfter) = gate.Enter(source);
        if (turn is null)
            return Busy(retryAfter);
        using (turn)
        {
            var found = await tries.TakeAsync(name, isKnown);
            if (await FitsAsync(turn, found, isKnown, request.Password, ct) is not { } fit)
                return Busy(SignInGate.LaneRetry);
            if (!fit.IsRight)
            {
                turn.Refuse(found?.Account ?? default);
                return new Refusal("sign-in-refused", RefusalSort.Forbidden);
            }

            turn.Accept();
            await WelcomeAsync(found!, isKnown, fit.NewHash, ct);
            return found!;
        }
    }

    private static Refusal Busy(TimeSpan retryAfter) =>
        new("sign-in-busy", RefusalSort.TooMany) { RetryAfter = retryAfter };

    // What no account can be called is nobody: over long, or with what PostgreSQL takes for no text.
    private string NameOf(SignInRequest request) =>
        request.UserName.Length > LengthMax || request.Password.Length > LengthMax
            || request.UserName.Any(letter => letter == 0 || char.IsSurrogate(letter))
            ? ""
            : users.NormalizeName(request.UserName);

    // One hash whoever asks, of the account's cost or the dummy's. Null when there was no place for it.
    private async Task<Fit?> FitsAsync(
        SignInTurn turn, AccountTry? found, bool isKnown, string password, CancellationToken ct)
    {
        var hasher = users.PasswordHasher;
        var user = new User();
        var hash = found is { IsTaken: true, PasswordHash: { } own } ? own : dummy.Hash;
        var text = password.Length > LengthMax ? "" : password;
        Fit? fit = null;
        try
        {
            return fit = await turn.HashAsync(() => hasher.VerifyHashedPassword(user, hash, text) switch
            {
                PasswordVerificationResult.Success => new Fit(true, null),
                PasswordVerificationResult.SuccessRehashNeeded => new Fit(true, hasher.HashPassword(user, text)),
                _ => default
            }, ct);
        }
        finally
        {
            if (fit is null && found is { IsTaken: true })
                await tries.SettleAsync(found, isKnown);
        }
    }

    private async Task WelcomeAsync(AccountTry found, bool isKnown, string? newHash, CancellationToken ct)
    {
        // Not with the line of the log: the try is given back whether that is written or not.
        await tries.SettleAsync(found, isKnown, newHash);
        ct.ThrowIfCancellationRequested();
        audit.Add(AuditKinds.SignedIn, Actor.User(found.Account));
        await commit.SaveAsync(ct);
    }

    private readonly record struct Fit(bool IsRight, string? NewHash);
}

/// <summary>What <see cref="SignIn"/> needs.</summary>
/// <param name="UserName">As it was typed.</param>
/// <param name="Password">As it was typed.</param>
/// <param name="Address">Where the request comes from, as far as the node knows.</param>
/// <param name="Device">What the browser has kept; see <see cref="KnownDevices"/>.</param>
public sealed record SignInRequest(string UserName, string Password, IPAddress? Address, string? Device)
{
    /// <summary>Names and passwords stand in no log.</summary>
    public override string ToString() => nameof(SignInRequest);
}

/// <summary>Someone who has just signed in.</summary>
/// <param name="User">The account.</param>
/// <param name="Device">What the browser is to keep; see <see cref="KnownDevices"/>.</param>
public sealed record SignedIn(Guid User, string Device);
