using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Codes;

/// <summary>
/// On this node codes of a depot are issued one after the other: whoever waits for the depot's lock would hold one of
/// the tenant's few connections meanwhile, and a thousand of them would keep everybody else from a door.
/// </summary>
public sealed class IssueTurns : IDisposable
{
    // Depots that share one only wait a little longer.
    private const int Places = 256;

    private readonly SemaphoreSlim[] _places =
        [.. Enumerable.Range(0, Places).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Waits for the depot's turn, which ends when what is returned is disposed.</summary>
    public async Task<IDisposable> TakeAsync(DepotId depot, CancellationToken ct)
    {
        var place = _places[(uint)depot.GetHashCode() % Places];
        await place.WaitAsync(ct);
        return new Turn(place);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var place in _places)
            place.Dispose();
    }

    private sealed class Turn(SemaphoreSlim place) : IDisposable
    {
        public void Dispose() => place.Release();
    }
}
