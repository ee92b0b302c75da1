using System.Diagnostics.Metrics;

namespace Fachwerk.Backend.Gateway;

/// <summary>What the gateway counts, as metrics of the meter "Fachwerk.Gateway". Counting allocates nothing.</summary>
public sealed class GatewayCounters : IDisposable
{
    private static readonly string[] ReasonNames = Enum.GetNames<DropReason>();

    private readonly Meter _meter = new("Fachwerk.Gateway");
    private readonly long[] _dropped = new long[ReasonNames.Length];
    private readonly Histogram<int> _batchSize;
    private readonly Histogram<double> _commitSeconds;
    private long _received;
    private long _accepted;
    private long _answered;
    private long _orders;

    public GatewayCounters()
    {
        _meter.CreateObservableCounter("fachwerk.gateway.received", () => Volatile.Read(ref _received), "{datagram}");
        _meter.CreateObservableCounter("fachwerk.gateway.accepted", () => Volatile.Read(ref _accepted), "{telegram}");
        _meter.CreateObservableCounter("fachwerk.gateway.answered", () => Volatile.Read(ref _answered), "{telegram}");
        _meter.CreateObservableCounter("fachwerk.gateway.orders", () => Volatile.Read(ref _orders), "{telegram}");
        _meter.CreateObservableCounter("fachwerk.gateway.dropped", ObserveDropped, "{datagram}");
        _batchSize = _meter.CreateHistogram<int>("fachwerk.gateway.batch", "{telegram}");
        _commitSeconds = _meter.CreateHistogram<double>("fachwerk.gateway.commit", "s");
    }

    /// <summary>Datagrams received.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Telegrams committed.</summary>
    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>Answers sent.</summary>
    public long Answered => Volatile.Read(ref _answered);

    /// <summary>Order telegrams sent.</summary>
    public long Orders => Volatile.Read(ref _orders);

    /// <summary>Datagrams dropped for a reason.</summary>
    public long Of(DropReason reason) => Volatile.Read(ref _dropped[(int)reason]);

    public void Dispose() => _meter.Dispose();

    internal void Drop(DropReason reason) => Interlocked.Increment(ref _dropped[(int)reason]);

    internal void Receive() => Interlocked.Increment(ref _received);

    internal void Answer() => Interlocked.Increment(ref _answered);

    internal void SendOrder() => Interlocked.Increment(ref _orders);

    internal void Commit(int telegrams, int accepted, TimeSpan took)
    {
        Interlocked.Add(ref _accepted, accepted);
        _batchSize.Record(telegrams);
        _commitSeconds.Record(took.TotalSeconds);
    }

    private IEnumerable<Measurement<long>> ObserveDropped() => ReasonNames.Select((name, reason) =>
        new Measurement<long>(Volatile.Read(ref _dropped[reason]), new KeyValuePair<string, object?>("reason", name)));
}
