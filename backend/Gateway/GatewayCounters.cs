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
    private long _pushesLost;
    private long _held;
    private long _askedSeconds;
    private long _isOverloaded;

    public GatewayCounters()
    {
        _meter.CreateObservableCounter("fachwerk.gateway.received", () => Volatile.Read(ref _received), "{datagram}");
        _meter.CreateObservableCounter("fachwerk.gateway.accepted", () => Volatile.Read(ref _accepted), "{telegram}");
        _meter.CreateObservableCounter("fachwerk.gateway.answered", () => Volatile.Read(ref _answered), "{telegram}");
        _meter.CreateObservableCounter("fachwerk.gateway.orders", () => Volatile.Read(ref _orders), "{telegram}");
        _meter.CreateObservableCounter(
            "fachwerk.gateway.pushes_lost", () => Volatile.Read(ref _pushesLost), "{order}");
        _meter.CreateObservableCounter("fachwerk.gateway.held", () => Volatile.Read(ref _held), "{telegram}");
        _meter.CreateObservableGauge("fachwerk.gateway.asked_interval", () => Volatile.Read(ref _askedSeconds), "s");
        _meter.CreateObservableGauge("fachwerk.gateway.overloaded", () => Volatile.Read(ref _isOverloaded));
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

    /// <summary>Orders that reached their depot only after its next own telegram.</summary>
    public long PushesLost => Volatile.Read(ref _pushesLost);

    /// <summary>Telegrams whose events were not stored: their depots are over a ceiling.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>The time to the next check-in that this node asks for.</summary>
    public TimeSpan AskedInterval => TimeSpan.FromSeconds(Volatile.Read(ref _askedSeconds));

    /// <summary>Whether unknown sources have a budget now.</summary>
    public bool IsOverloaded => Volatile.Read(ref _isOverloaded) != 0;

    /// <summary>Datagrams dropped for a reason.</summary>
    public long Of(DropReason reason) => Volatile.Read(ref _dropped[(int)reason]);

    public void Dispose() => _meter.Dispose();

    internal void Drop(DropReason reason) => Interlocked.Increment(ref _dropped[(int)reason]);

    internal void Receive() => Interlocked.Increment(ref _received);

    internal void Answer() => Interlocked.Increment(ref _answered);

    internal void SendOrder() => Interlocked.Increment(ref _orders);

    internal void LosePush() => Interlocked.Increment(ref _pushesLost);

    internal void Hold() => Interlocked.Increment(ref _held);

    internal void Ask(TimeSpan interval) => Volatile.Write(ref _askedSeconds, (long)interval.TotalSeconds);

    internal void Overload(bool isOverloaded) => Volatile.Write(ref _isOverloaded, isOverloaded ? 1 : 0);

    internal void Commit(int telegrams, int accepted, TimeSpan took)
    {
        Interlocked.Add(ref _accepted, accepted);
        _batchSize.Record(telegrams);
        _commitSeconds.Record(took.TotalSeconds);
    }

    private IEnumerable<Measurement<long>> ObserveDropped() => ReasonNames.Select((name, reason) =>
        new Measurement<long>(Volatile.Read(ref _dropped[reason]), new KeyValuePair<string, object?>("reason", name)));
}
