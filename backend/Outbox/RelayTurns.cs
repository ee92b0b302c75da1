using System.Threading.Channels;

namespace Fachwerk.Backend.Outbox;

/// <summary>Which way a relay pass looks.</summary>
[Flags]
public enum RelayWays
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>From the tenant's outbox to the fleet.</summary>
    Down = 1,

    /// <summary>From the fleet's inbox to the tenant.</summary>
    Up = 2,

    /// <summary>Both.</summary>
    Both = Down | Up
}

/// <summary>
/// Whose turn it is: tenants that a signal names in the order they were named, and those that the sweep looks after.
/// One turn a tenant at a time. Somebody may wait for what a signal tells of; the sweep only looks whether a signal was
/// lost. So it stands back, but for no longer than until the next sweep: a busy node forgets nobody.
/// </summary>
internal sealed class RelayTurns(TimeSpan sweepStandsBack, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Channel<Place> _places = Channel.CreateUnboundedPrioritized<Place>();
    private readonly Dictionary<int, (RelayWays Ways, bool BySweep)> _queued = [];
    private readonly Dictionary<int, RelayWays> _running = [];
    private long _last;

    /// <summary>Asks for a turn; while one runs, for another one after it.</summary>
    public void Ask(int tenant, RelayWays ways, bool bySweep)
    {
        lock (_gate)
        {
            if (_running.TryGetValue(tenant, out var again))
            {
                _running[tenant] = again | ways;
                return;
            }

            var isQueued = _queued.TryGetValue(tenant, out var queued);
            if (isQueued && (bySweep || !queued.BySweep))
                _queued[tenant] = queued with { Ways = queued.Ways | ways };
            else
                Queue(tenant, queued.Ways | ways, bySweep);
        }
    }

    /// <summary>The next turn. It must be ended.</summary>
    public async ValueTask<RelayTurn> BeginAsync(CancellationToken ct)
    {
        while (true)
        {
            var place = await _places.Reader.ReadAsync(ct);
            lock (_gate)
            {
                // Else it had its turn before, by a signal.
                if (_queued.Remove(place.Tenant, out var queued) && _running.TryAdd(place.Tenant, RelayWays.None))
                    return new RelayTurn(place.Tenant, queued.Ways);
            }
        }
    }

    /// <summary>Ends a turn.</summary>
    public void End(RelayTurn turn)
    {
        lock (_gate)
        {
            if (_running.Remove(turn.Tenant, out var again) && again != RelayWays.None)
                Queue(turn.Tenant, again, bySweep: false);
        }
    }

    private void Queue(int tenant, RelayWays ways, bool bySweep)
    {
        _queued[tenant] = (ways, bySweep);
        var due = time.GetUtcNow() + (bySweep ? sweepStandsBack : TimeSpan.Zero);
        _places.Writer.TryWrite(new Place(due, _last++, tenant));
    }

    private readonly record struct Place(DateTimeOffset Due, long Number, int Tenant) : IComparable<Place>
    {
        public int CompareTo(Place other) => (Due, Number).CompareTo((other.Due, other.Number));
    }
}

/// <summary>A tenant's turn.</summary>
internal readonly record struct RelayTurn(int Tenant, RelayWays Ways);
