using System.Buffers.Binary;
using System.Collections.Frozen;
using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Depots;

namespace Fachwerk.Simulator.Running;

/// <summary>
/// Depots in real time: as fast as the given clock goes, over real UDP. Thread-safe; what is done to one depot happens
/// in the order in which it was asked for.
/// </summary>
public sealed class SimulatorHost : IDisposable
{
    private const int DepotsPerShard = 64;

    private readonly List<IDisposable> _owned = [];
    private readonly List<UdpDepotSocket> _sockets = [];
    private readonly FrozenDictionary<uint, DepotSlot> _slots;
    private readonly DepotShard[] _shards;

    /// <summary>Makes the depots; they are without power until <see cref="Start"/>.</summary>
    /// <exception cref="IOException">The data folder cannot be used.</exception>
    public SimulatorHost(SimulatorOptions options, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Identities.Count, SimulatorOptions.DepotsMax);
        Options = options;
        Time = time;
        long origin = time.GetTimestamp();
        DateTime utcOrigin = time.GetUtcNow().UtcDateTime;
        int wanted = (options.Identities.Count + DepotsPerShard - 1) / DepotsPerShard;
        int count = Math.Min(Environment.ProcessorCount, wanted);
        _shards = [.. Enumerable.Range(0, Math.Max(1, count)).Select(_ => new DepotShard(time, origin))];
        Dictionary<uint, DepotSlot> made = [];
        try
        {
            foreach (IdentityFile identity in options.Identities)
                made.Add(identity.Controller, Make(identity, _shards[made.Count % _shards.Length], utcOrigin));
        }
        catch
        {
            Dispose();
            throw;
        }

        _slots = made.ToFrozenDictionary();
        Controllers = [.. made.Keys.Order()];
    }

    /// <summary>What runs here.</summary>
    public SimulatorOptions Options { get; }

    /// <summary>The clock that drives the depots.</summary>
    public TimeProvider Time { get; }

    /// <summary>The controllers' numbers, ascending.</summary>
    public IReadOnlyList<uint> Controllers { get; }

    /// <summary>True when there is such a depot.</summary>
    public bool Has(uint controller) => _slots.ContainsKey(controller);

    /// <summary>Switches all boards on.</summary>
    public void Start()
    {
        foreach (UdpDepotSocket socket in _sockets)
            _ = socket.ReceiveAsync();
        foreach (uint controller in Controllers)
            SwitchOn(controller);
    }

    /// <summary>Does something to a depot.</summary>
    /// <exception cref="KeyNotFoundException">There is no such depot.</exception>
    public T Do<T>(uint controller, Func<SimulatedDepot, T> action)
    {
        DepotSlot slot = _slots[controller];
        return slot.Shard.Do(slot, action);
    }

    /// <summary>Does something to a depot.</summary>
    /// <exception cref="KeyNotFoundException">There is no such depot.</exception>
    public void Do(uint controller, Action<SimulatedDepot> action) => Do(controller, depot =>
    {
        action(depot);
        return true;
    });

    /// <summary>What can be seen of a depot from outside.</summary>
    /// <exception cref="KeyNotFoundException">There is no such depot.</exception>
    public DepotSnapshot Snapshot(uint controller)
    {
        DepotSlot slot = _slots[controller];
        return slot.Shard.Look(slot, depot => DepotSnapshot.Of(depot, slot.Name));
    }

    /// <summary>Rises when a snapshot would differ.</summary>
    public int Revision(uint controller)
    {
        DepotSlot slot = _slots[controller];
        return slot.Shard.Look(slot, depot => depot.Revision);
    }

    /// <summary>Takes the power from all boards and closes their files.</summary>
    public void Dispose()
    {
        foreach (DepotShard shard in _shards)
            shard.Dispose();
        foreach (UdpDepotSocket socket in _sockets)
            socket.Dispose();
        foreach (IDisposable thing in _owned)
            thing.Dispose();
    }

    private void SwitchOn(uint controller) => Do(controller, depot => depot.SetPower(true));

    // Until the backend's first table says otherwise.
    private void SetBootSpread(SimulatedDepot depot, DepotIdentity identity)
    {
        depot.Provision();
        TableLoader loader = new(depot, identity);
        if (loader.Version > 0)
            return;
        byte[] record = [(byte)SettingKey.BootSpread, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(1), (ushort)Options.BootSpread.TotalSeconds);
        loader.Add(RecordKind.Setting, record);
        loader.Apply(version: 0);
    }

    private DepotSlot Make(IdentityFile identity, DepotShard shard, DateTime utcOrigin)
    {
        BoardFile file = BoardFile.Open(Path.Combine(Options.DataFolder, $"depot-{identity.Controller}.fram"));
        _owned.Add(file);
        DepotSlot? slot = null;
        IDatagramSocket network = Options.Alone ? new NoNetwork() : OpenSocket(identity, () => Wake(slot));
        DepotIdentity depotIdentity = identity.ToDepotIdentity(Options.Gateway);
        SimulatedDepot depot = new(depotIdentity, new BoardMemory(file.FramA, file.FramB), network);
        file.Keep(depot.Board.Mirror);
        file.Restore(depot.Board.RealTimeClock, utcOrigin);
        depot.Board.RealTimeClock.TimeChanged += () => file.Remember(
            depot.Board.RealTimeClock, utcOrigin.AddTicks(depot.Board.Clock.NowMicros * TimeSpan.TicksPerMicrosecond));
        _owned.Insert(_owned.Count - 1, depot);
        if (!Options.Alone)
            SetBootSpread(depot, depotIdentity);
        slot = new DepotSlot(depot, shard, identity.Name);
        return slot;
    }

    private UdpDepotSocket OpenSocket(IdentityFile identity, Action arrived)
    {
        IEnumerable<string> gateways = Options.Gateway is { } gateway ? [gateway] : identity.Gateways;
        UdpDepotSocket socket = new(gateways.All(IdentityFile.IsOfThisMachine), arrived);
        _sockets.Add(socket);
        return socket;
    }

    private static void Wake(DepotSlot? slot) => slot?.Shard.Do(slot, depot =>
    {
        depot.WakeController();
        return true;
    });
}
