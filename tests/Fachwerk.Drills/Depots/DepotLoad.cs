using Fachwerk.Witness;

namespace Fachwerk.Drills.Depots;

/// <summary>All depots of the drill, each speaking at its own pace to whichever node answers.</summary>
internal sealed class DepotLoad : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(80);

    private readonly Patience _patience;
    private readonly List<Task> _running = [];
    private CancellationTokenSource _stop = new();
    private long _mark;

    public DepotLoad(IReadOnlyList<DepotIdentity> identities, IReadOnlyList<int> gateways, Patience patience)
    {
        _patience = patience;
        Depots = [.. identities.Select((identity, index) =>
            new DrillDepot(identity, gateways, index, Interval, Ledger, patience.Time))];
    }

    public IReadOnlyList<DrillDepot> Depots { get; }

    public NonceLedger Ledger { get; } = new();

    /// <summary>Telegrams answered so far.</summary>
    public int Answered => Depots.Sum(depot => depot.Answered.Count);

    /// <summary>Begins, or goes on after <see cref="StopAsync"/>.</summary>
    public void Start()
    {
        _stop.Dispose();
        _stop = new CancellationTokenSource();
        var ct = _stop.Token;
        foreach (var depot in Depots)
            _running.Add(Task.Run(() => depot.RunAsync(ct), ct));
    }

    /// <summary>From now on, the first answer to a new request counts.</summary>
    public void Mark()
    {
        _mark = _patience.Time.GetTimestamp();
        foreach (var depot in Depots)
        {
            depot.FirstAnswer = 0;
            depot.Mark = _mark;
        }
    }

    /// <summary>Waits until every depot has been answered since the mark.</summary>
    /// <returns>Seconds from the mark to the first depot's answer and to the last one's; null: one had none.</returns>
    public async Task<(double First, double Last)?> UntilAllAnsweredAsync(TimeSpan max, CancellationToken ct)
    {
        var took = await _patience.UntilAsync(
            () => Task.FromResult(Depots.All(depot => depot.FirstAnswer != 0)), max, ct);
        if (took is null)
            return null;
        var seconds = Depots
            .Select(depot => _patience.Time.GetElapsedTime(_mark, depot.FirstAnswer).TotalSeconds).ToList();
        return (seconds.Min(), seconds.Max());
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        _running.Clear();
    }

    public void Dispose()
    {
        foreach (var depot in Depots)
            depot.Dispose();
        _stop.Dispose();
    }
}
