using Fachwerk.Backend.Fleet;
using Fachwerk.Protocol.Telegrams;
using Npgsql;

namespace Fachwerk.Drills.Depots;

/// <summary>Orders doors open, now here, now there.</summary>
internal sealed class OrderLoad(OrderStore orders, IReadOnlyList<DrillDepot> depots, TimeProvider time)
    : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private CancellationTokenSource _stop = new();
    private Task? _running;

    /// <summary>Orders that are known to be queued.</summary>
    public int Queued { get; private set; }

    /// <summary>Orders of which it is not known.</summary>
    public int Uncertain { get; private set; }

    /// <summary>Begins, or goes on after <see cref="StopAsync"/>.</summary>
    public void Start()
    {
        _stop.Dispose();
        _stop = new CancellationTokenSource();
        var ct = _stop.Token;
        _running = Task.Run(() => RunAsync(ct), ct);
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running!;
    }

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync(CancellationToken ct)
    {
        for (var i = 0; !ct.IsCancellationRequested; i++)
        {
            try
            {
                await orders.QueueAsync(depots[i % depots.Count].Controller, OrderKind.Open, 1, Deadline,
                    Guid.NewGuid(), CancellationToken.None);
                Queued++;
            }
            catch (NpgsqlException)
            {
                Uncertain++;
            }

            await Task.Delay(Interval, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
