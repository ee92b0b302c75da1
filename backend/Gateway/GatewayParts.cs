using System.Security.Cryptography;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Secrets;
using Fachwerk.Protocol.Crypto;

namespace Fachwerk.Backend.Gateway;

/// <summary>The parts of one gateway, put together.</summary>
internal sealed class GatewayParts : IAsyncDisposable
{
    private readonly TelegramStore _store;
    private readonly FleetDatabase _fleet;

    public GatewayParts(FleetDatabase fleet, MasterKey master, FleetSignals signals, GatewayCounters counters,
        GatewayOptions options, IAead aead, TimeProvider time, ILoggerFactory logs)
    {
        _fleet = fleet;
        _store = new TelegramStore(fleet, options);
        Pool = new TelegramPool(options.TelegramsMax);
        Sessions = new SessionTable();
        var sources = new SourceKeys(RandomNumberGenerator.GetBytes(SourceKeys.SeedBytes));
        Loader = new SessionLoader(fleet, master, Sessions, sources);
        Load = new LoadWatch(options, counters, time);
        var line = new TelegramLine(time);
        var defence = new SourceDefence(sources, Load, time);
        Gate = new TelegramGate(Sessions, aead, defence);
        Steps = new OrderSteps(fleet, options);
        Orders = new OrderPusher(
            Steps, Sessions, signals, counters, aead, time, logs.CreateLogger<OrderPusher>());
        Clock = new NodeClock(time, logs.CreateLogger<NodeClock>());
        Committer = new TelegramCommitter(
            line, _store, new EchoValues(master), new EventCeilings(options.EventLimits, time), Pool,
            new TableAnswers(fleet), Loader, defence, Orders, signals, Clock, Load, counters, options, aead, time,
            logs.CreateLogger<TelegramCommitter>());
        Socket = new UdpGateway(
            Gate, Pool, line, Committer, Orders, Load, counters, options, time, logs.CreateLogger<UdpGateway>());
    }

    public TelegramPool Pool { get; }

    public TelegramGate Gate { get; }

    public LoadWatch Load { get; }

    public NodeClock Clock { get; }

    public SessionTable Sessions { get; }

    public SessionLoader Loader { get; }

    public OrderSteps Steps { get; }

    public OrderPusher Orders { get; }

    public TelegramCommitter Committer { get; }

    public UdpGateway Socket { get; }

    /// <summary>Compares this node's clock with the database's.</summary>
    public Task CompareClocksAsync(CancellationToken ct) => Clock.CompareAsync(_fleet, ct);

    public async ValueTask DisposeAsync()
    {
        Socket.Dispose();
        Committer.Dispose();
        await _store.DisposeAsync();
    }
}
