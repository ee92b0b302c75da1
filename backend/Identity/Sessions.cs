using System.Security.Claims;
using Fachwerk.Backend.Database;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Fachwerk.Backend.Identity;

/// <summary>
/// Begins and ends sessions: whatever ends one goes through here. What is ended goes with the use case's commit, and
/// counts on every node within a second after it. Scoped.
/// </summary>
public sealed class Sessions(
    TenantDbContext tables, TenantContext tenant, TenantSignals signals, IHttpContextAccessor requests,
    TimeProvider time) : ITenantCommitStep
{
    /// <summary>The claim under which the cookie carries its secret, and nothing else.</summary>
    internal const string SecretClaim = "secret";

    private const int DeviceLengthMax = 200;

    private readonly List<string> _ended = [];
    private readonly List<Guid> _endedUsers = [];
    private bool _endsAll;
    private bool _ends;

    /// <inheritdoc/>
    public int Order => 0;

    /// <summary>Begins one for the present request's browser. An older one of the same browser ends.</summary>
    /// <param name="stamp">The account's when its password was looked at: if it has changed since, the session is
    /// over.</param>
    public async Task BeginAsync(Guid user, string stamp, CancellationToken ct)
    {
        var context = requests.HttpContext!;
        var older = context.User.TrySession(out var known) ? known.Value : "";
        var secret = SessionId.NewSecret();
        await AddAsync(user, stamp, SessionId.Of(secret), older, context, ct);
        var carried = new ClaimsIdentity([new Claim(SecretClaim, secret)], IdentityConstants.ApplicationScheme);
        await context.SignInAsync(IdentityConstants.ApplicationScheme, new ClaimsPrincipal(carried),
            new AuthenticationProperties { IsPersistent = false, AllowRefresh = false });
        signals.SessionsEnded(tenant.Number);
    }

    /// <summary>Ends a session with the use case's commit.</summary>
    public void End(SessionId session) => _ended.Add(session.Value);

    /// <summary>Ends all sessions of an account with the use case's commit.</summary>
    public void EndAllOf(Guid user) => _endedUsers.Add(user);

    /// <summary>Ends all sessions of the tenant with the use case's commit.</summary>
    public void EndAll() => _endsAll = true;

    /// <inheritdoc/>
    public async Task BeforeCommitAsync(TenantDbContext db, CancellationToken ct)
    {
        if (_ended.Count == 0 && _endedUsers.Count == 0 && !_endsAll)
            return;
        await db.Set<Session>()
            .Where(session => _endsAll || _ended.Contains(session.Id) || _endedUsers.Contains(session.UserId))
            .ExecuteDeleteAsync(ct);
        _endsAll = false;
        _ended.Clear();
        _endedUsers.Clear();
        _ends = true;
    }

    /// <inheritdoc/>
    public void AfterCommit()
    {
        if (_ends)
            signals.SessionsEnded(tenant.Number);
        _ends = false;
    }

    private async Task AddAsync(
        Guid user, string stamp, SessionId session, string older, HttpContext context, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        string device = context.Request.Headers.UserAgent.ToString();
        await tables.Database.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(
            (NpgsqlConnection)tables.Database.GetDbConnection(),
            (NpgsqlTransaction?)tables.Database.CurrentTransaction?.GetDbTransaction());
        batch.Add("delete from sessions where id = $1").With(older);
        batch.Add("delete from sessions where id in (select id from sessions where ends_at <= $1 limit $2)")
            .With(now).With(SessionRules.ClearedMax);
        batch.Add("""
            delete from sessions
            where id in (select id from sessions where user_id = $1 order by seen_at desc, id offset $2)
            """).With(user).With(SessionRules.OfUserMax - 1);
        batch.Add("""
            insert into sessions (id, user_id, stamp, created_at, seen_at, ends_at, address, device)
            values ($1, $2, $3, $4, $4, $5, $6, $7)
            """).With(session.Value).With(user).With(stamp).With(now)
            .With(SessionRules.EndsAt(now, now)).With($"{context.Connection.RemoteIpAddress}")
            .With(device.Length <= DeviceLengthMax ? device : device[..DeviceLengthMax]);
        await batch.ExecuteNonQueryAsync(ct);
        await tables.Database.CloseConnectionAsync();
    }
}
