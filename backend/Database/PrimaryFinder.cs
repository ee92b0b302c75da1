using Npgsql;

namespace Fachwerk.Backend.Database;

/// <summary>
/// Knows which of the named servers takes writes. Never goes back to a lower timeline of the same cluster than it has
/// seen: a former primary that comes back after a fail-over is none any more, whatever it says of itself.
/// </summary>
/// <remarks>
/// Not Npgsql's own choice among hosts: that takes the first that calls itself primary, and asks a host that has gone
/// silent again and again in the middle of someone's statement.
/// </remarks>
public sealed class PrimaryFinder : IAsyncDisposable
{
    private const int None = -1;

    private readonly DatabaseHosts _hosts;
    private readonly ServerProbe[] _probes;
    private readonly SemaphoreSlim _looking = new(1);
    private CancellationTokenSource _moved = new();
    private int _present;
    private ServerState _seen = new(ServerRole.Unreachable);

    internal PrimaryFinder(DatabaseHosts hosts)
    {
        _hosts = hosts;
        _probes = [.. hosts.All.Select((_, index) => new ServerProbe(hosts.TextOf(index)))];
        States = [.. hosts.All.Select(_ => new ServerState(ServerRole.Unreachable, Problem: "not asked yet"))];
    }

    /// <summary>The servers.</summary>
    public DatabaseHosts Hosts => _hosts;

    /// <summary>What each of them said last, in their order.</summary>
    public IReadOnlyList<ServerState> States { get; private set; }

    /// <summary>What the primary said last; null when there was none.</summary>
    public ServerState? Primary { get; private set; }

    /// <summary>Cancelled when another server becomes the primary.</summary>
    public CancellationToken UntilMoved => Volatile.Read(ref _moved).Token;

    /// <summary>
    /// Called before anything is written to a server that is not the one written to before: another one, or the same
    /// one that has gone back in time. What it throws keeps the server from being used.
    /// </summary>
    public PrimaryAdmission? Admission { get; set; }

    /// <summary>The place of the primary, or of the last one while there is none.</summary>
    /// <exception cref="NpgsqlException">The last one has been overtaken: nothing may be written to it.</exception>
    public int Present => Volatile.Read(ref _present) is var present and not None
        ? present
        : throw new NpgsqlException(Complaint());

    /// <summary>Asks all servers at once.</summary>
    /// <returns>Whether one of them takes writes.</returns>
    public async Task<bool> LookAsync(CancellationToken ct)
    {
        await _looking.WaitAsync(ct);
        try
        {
            States = await Task.WhenAll(_probes.Select(probe => probe.AskAsync(ct)));
            var found = Choose();
            if (found != None && !await TryAdmitAsync(found, ct))
                found = None;
            Take(found);
            return Primary is not null;
        }
        finally
        {
            _looking.Release();
        }
    }

    /// <summary>In one line: no server takes writes, what each of them is, and what to do.</summary>
    public string Complaint()
    {
        var states = States;
        var each = _hosts.All.Select((host, index) => $"{host} {DescriptionOf(states[index])}");
        return $"No PostgreSQL server takes writes ({string.Join("; ", each)}). Nothing was changed. Promote the " +
            "standby that is furthest ahead, start a server, or correct FACHWERK_DATABASE.";
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var probe in _probes)
            await probe.DisposeAsync();
        _moved.Dispose();
        _looking.Dispose();
    }

    /// <summary>The server that writes may go to, as it was seen last.</summary>
    internal ServerState Seen => Volatile.Read(ref _seen);

    /// <summary>Whether a server is that one, and not a restored copy of it.</summary>
    /// <param name="seen"><see cref="Seen"/>, taken before the server was asked.</param>
    internal static bool IsAdmitted(ServerState state, ServerState seen) =>
        state.Role == ServerRole.Primary && IsSame(state, seen);

    private int Choose() => Enumerable.Range(0, States.Count)
        .Where(index => States[index].Role == ServerRole.Primary && !IsOvertaken(States[index]))
        .OrderByDescending(index => States[index].SystemIdentifier == _seen.SystemIdentifier)
        .ThenByDescending(index => States[index].Timeline)
        .ThenByDescending(index => index == _present)
        .Append(None)
        .First();

    private async Task<bool> TryAdmitAsync(int found, CancellationToken ct)
    {
        var state = States[found];
        if (_seen.Role == ServerRole.Unreachable || IsSame(state, _seen) || Admission is not { } admission)
            return true;
        var wentBack = state.SystemIdentifier == _seen.SystemIdentifier && state.Timeline == _seen.Timeline;
        try
        {
            await admission(_hosts.TextOf(found), wentBack, ct);
            return true;
        }
        catch (Exception cause) when (cause is NpgsqlException or StartupRefusal)
        {
            States = [.. States.Select((one, index) => index == found
                ? one with { Role = ServerRole.Unreachable, Problem = StartupRefusal.FirstLine(cause.Message) }
                : one)];
            return false;
        }
    }

    private void Take(int found)
    {
        Primary = found == None ? null : States[found];
        if (Primary is { } primary)
            _seen = primary;
        else if (_present == None || !IsOvertaken(States[_present]))
            return;
        if (found == _present)
            return;
        Volatile.Write(ref _present, found);
        // Not disposed: somebody may be about to take its token.
        Interlocked.Exchange(ref _moved, new CancellationTokenSource()).Cancel();
    }

    private static bool IsSame(ServerState state, ServerState seen) =>
        state.SystemIdentifier == seen.SystemIdentifier && state.Timeline == seen.Timeline
        && state.Transaction >= seen.Transaction;

    private bool IsOvertaken(ServerState state) => state.Role == ServerRole.Primary
        && state.SystemIdentifier == _seen.SystemIdentifier && state.Timeline < _seen.Timeline;

    private string DescriptionOf(ServerState state) => state.Role switch
    {
        ServerRole.Unreachable => $"does not answer: {state.Problem}",
        ServerRole.Standby => "is a standby",
        _ when IsOvertaken(state) =>
            $"is a former primary, timeline {state.Timeline} below {_seen.Timeline}: stop it, make it a standby anew",
        _ => "takes writes",
    };
}

/// <summary>Makes a server ready to be written to.</summary>
/// <param name="text">Leads to that server.</param>
/// <param name="wentBack">Whether it is the server of before on the timeline of before, with less in it.</param>
public delegate Task PrimaryAdmission(NpgsqlConnectionStringBuilder text, bool wentBack, CancellationToken ct);
