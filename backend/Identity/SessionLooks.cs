using System.Collections.Concurrent;
using Fachwerk.Backend.Database;
using Npgsql;

namespace Fachwerk.Backend.Identity;

/// <summary>
/// Says which sessions hold. What was found is kept for half a second at most, and dropped when a signal tells that
/// sessions of the tenant ended; a signal may be lost, half a second passes all the same.
/// </summary>
public sealed class SessionLooks : IDisposable
{
    /// <summary>How long a node may rely on what it found.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromMilliseconds(500);

    /// <summary>Sessions kept at once; one more drops them all.</summary>
    public const int KeptMax = 2_000;

    // Deleted with its user, worthless with another stamp. A lock that passes by itself is a stranger's doing, who
    // typed wrong passwords: it throws nobody out. One without an end is somebody's decision.
    private const string Holding = """
        from sessions s
        join users u on u.id = s.user_id
        where s.ends_at > $2 and u.security_stamp = s.stamp and u.lockout_end is distinct from 'infinity'
        """;

    private readonly DatabaseServer _server;
    private readonly TimeProvider _time;
    private readonly IDisposable _subscription;
    private readonly ConcurrentDictionary<(int Tenant, SessionId Session), (long At, SignedInUser Found)> _kept = new();

    public SessionLooks(DatabaseServer server, TenantSignals signals, TimeProvider time)
    {
        _server = server;
        _time = time;
        _subscription = signals.OnSessionsEnded(Forget);
    }

    /// <summary>How many are kept.</summary>
    public int Kept => _kept.Count;

    /// <summary>The session's user; null when it has ended. Notes that it is used.</summary>
    public async Task<SignedInUser?> UseAsync(Tenant tenant, SessionId session, CancellationToken ct)
    {
        var key = (tenant.Number, session);
        if (_kept.TryGetValue(key, out var kept) && _time.GetElapsedTime(kept.At) < KeptFor)
            return kept.Found;
        // Before the look: what is committed during it may be missed by it.
        var at = _time.GetTimestamp();
        if (await FindAsync(tenant, session, ct) is not { } found)
        {
            _kept.TryRemove(key, out _);
            return null;
        }

        if (_kept.Count >= KeptMax)
            _kept.Clear();
        _kept[key] = (at, found);
        await NoteUseAsync(tenant, found, ct);
        return found;
    }

    /// <summary>Those of the tenant's sessions that have ended.</summary>
    public async Task<IReadOnlyList<string>> EndedAsync(
        Tenant tenant, IReadOnlyList<string> sessions, CancellationToken ct)
    {
        try
        {
            await using var command = _server.For(tenant.Database)
                .CreateCommand($"select s.id {Holding} and s.id = any($1)");
            command.With(sessions.ToArray()).With(_time.GetUtcNow());
            await using var rows = await command.ExecuteReaderAsync(ct);
            var holding = new HashSet<string>(StringComparer.Ordinal);
            while (await rows.ReadAsync(ct))
                holding.Add(rows.GetString(0));
            return [.. sessions.Where(session => !holding.Contains(session))];
        }
        catch (PostgresException cause) when (cause.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            return sessions; // The tenant is gone, and its sessions with it.
        }
    }

    public void Dispose() => _subscription.Dispose();

    private async Task<SignedInUser?> FindAsync(Tenant tenant, SessionId session, CancellationToken ct)
    {
        await using var command = _server.For(tenant.Database).CreateCommand(
            $"select u.id, u.user_name, s.created_at, s.seen_at {Holding} and s.id = $1");
        command.With(session.Value).With(_time.GetUtcNow());
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? new SignedInUser(session, row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2),
                row.GetFieldValue<DateTimeOffset>(3))
            : null;
    }

    private async Task NoteUseAsync(Tenant tenant, SignedInUser found, CancellationToken ct)
    {
        var now = _time.GetUtcNow();
        if (!SessionRules.IsToNote(found.SeenAt, now))
            return;
        // Of many requests at once, on whatever nodes, one writes.
        await using var command = _server.For(tenant.Database).CreateCommand(
            "update sessions set seen_at = $2, ends_at = $3 where id = $1 and seen_at = $4");
        command.With(found.Id.Value).With(now).With(SessionRules.EndsAt(found.CreatedAt, now)).With(found.SeenAt);
        await command.ExecuteNonQueryAsync(ct);
    }

    private void Forget(int tenant)
    {
        foreach (var key in _kept.Keys)
            if (tenant == TenantSignals.Any || key.Tenant == tenant)
                _kept.TryRemove(key, out _);
    }
}
