using System.Net;
using Fachwerk.Backend.Gateway;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.World.Checks;
using Fachwerk.World.Depots;
using Fachwerk.World.Faults;
using Fachwerk.World.Gateway;
using Fachwerk.World.People;
using Fachwerk.World.Store;

namespace Fachwerk.World.Running;

/// <summary>One world from its beginning to its end: depots, gateway, people and faults of one seed.</summary>
internal sealed class WorldRun : IDisposable
{
    private const long Midnight = 1_798_761_600;
    private const int YearSeconds = 365 * 86_400;
    private const int RestMs = 330_000;
    private const int TwoCheckInsMs = 150_000;
    private const int ClocksRightMs = 75 * 60_000;
    private const int SweepMs = 10_000;
    private const int GenerationShift = 24;
    private const double DayMs = 86_400_000;
    private const int LongWorld = 3;
    private const double GuessedWorlds = 0.06;

    private readonly ulong _seed;
    private readonly WorldOptions _options;
    private readonly WorldCore _world;
    private readonly MemoryFleet _fleet;
    private readonly List<GatewayNode> _nodes = [];
    private readonly bool _isGuessed;
    private readonly WorldRandom _makes;
    private readonly List<DepotUnderCheck> _depots = [];

    public WorldRun(ulong seed, WorldOptions options)
    {
        _seed = seed;
        _options = options;
        // Any moment of a year.
        WorldRandom start = new(seed ^ 0x5EED);
        _world = new WorldCore(seed, new WorldTime(Midnight + start.Between(0, YearSeconds)));
        _isGuessed = start.Chance(GuessedWorlds);
        _makes = start;
        _fleet = new MemoryFleet(() => _world.Time.UnixMs);
        Build();
    }

    public WorldResult Run()
    {
        long endMs = (long)(_options.Days * DayMs * (_isGuessed ? LongWorld : 1));
        RunUntil(endMs);
        if (_world.Violation is null)
        {
            _world.IsAtRest = true;
            foreach (DepotUnderCheck depot in _depots)
                depot.Faults.MendAll();
            RunUntil(endMs + RestMs);
            // Someone let a door go only now: the check-in that says so may be to come.
            if (_depots.Exists(depot => _world.Time.NowMs - depot.Depot.Tape.DoorMovedMs < TwoCheckInsMs))
                RunUntil(endMs + RestMs + TwoCheckInsMs);
            if (_depots.Exists(depot => depot.IsClockWrong))
                PutClocksRight(endMs + ClocksRightMs);
        }

        if (_world.Violation is null)
            _depots.ForEach(depot => depot.AtTheEnd());
        double depotDays = _depots.Count * _world.Time.NowMs / DayMs;
        return new WorldResult(_seed, _world.Violation, depotDays, _world.Trace.Count, _world.Trace.Sum, _world.Tally,
            _world.Violation is null ? [] : [.. _world.Trace.Last()]);
    }

    public void Dispose()
    {
        foreach (DepotUnderCheck depot in _depots)
            depot.Dispose();
    }

    private void Build()
    {
        Knobs knobs = Knobs.For(_world.Random, _options.Knobs);
        FleetSecrets secrets = new();
        NonceCheck nonces = new(_world);
        Network network = new(_world, knobs, nonces);
        Backoffice office = new(_world, _fleet, _nodes);
        FleetRestore restore = new(_world, _fleet, secrets, office, _nodes, network.Recorder);
        foreach (string name in (string[])["one", "two"])
        {
            IPAddress address = new([10, 1, 0, (byte)(1 + _nodes.Count)]);
            AddNode(new GatewayNode(name, _world, _fleet, secrets) { Address = address }, network);
        }

        for (int index = 0; index < _options.Depots; index++)
        {
            WorldDepot depot = new(index, IdentityOf(index), _world, knobs) { Network = network };
            if (_makes.Chance(knobs.ShareOf("Ethernet board")))
                depot.AddPanelExpander();
            _fleet.Enrol(depot.Number);
            secrets.Enrol(depot.Number, depot.Identity.TransportSecret);
            FaultMaker faults = new(_world, knobs, depot, network, _nodes, _fleet, restore);
            Crowd crowd = new(_world, depot, office, _isGuessed);
            _depots.Add(new DepotUnderCheck(depot, faults, crowd, _world, _fleet));
            network.Bind(depot);
            nonces.Enrol(depot);
        }

        _fleet.Told += row => Of(row.Controller).Arrived(row, office);
        _fleet.Accepted += nonces.Accepted;
        restore.WentBack += GoBack;
        office.Invite = (depot, code) => _depots[depot.Index].Crowd.Invite(code);
        foreach (GatewayNode node in _nodes)
            node.Start();
        foreach (DepotUnderCheck depot in _depots)
            depot.Begin(_world.Time.UnixSeconds);
        Sweep();
    }

    private void GoBack(FleetImage image)
    {
        foreach (FleetRow row in image.Rows)
            Of(row.Number).GoBack(row, (long)_fleet.Generation << GenerationShift);
    }

    private void AddNode(GatewayNode node, Network network)
    {
        node.Send = (datagram, path, request, order) =>
        {
            if (order is not null)
                Of(order.Controller).Sending(order);
            network.ToDepot(node, datagram, path, request, order);
        };
        network.Nodes[node.Name] = node;
        _nodes.Add(node);
    }

    // A far step takes the answers of an hour; then two check-ins, to tell of it.
    private void PutClocksRight(long latestMs)
    {
        _world.Tally.Count("deed a clock is put right in an hour");
        while (_world.Violation is null && _world.Time.NowMs < latestMs && _depots.Exists(depot => depot.IsClockWrong))
            RunUntil(_world.Time.NowMs + SweepMs);
        RunUntil(_world.Time.NowMs + TwoCheckInsMs);
    }

    private DepotIdentity IdentityOf(int index)
    {
        WorldRandom random = _world.Random;
        return new DepotIdentity((uint)(1001 + index), random.Bytes(DepotIdentity.SecretBytes),
            random.Bytes(DepotIdentity.SecretBytes), 0, "one:5683,two:5683", random.Between(4, 16));
    }

    private DepotUnderCheck Of(long controller) => _depots[(int)(controller - 1001)];

    private void RunUntil(long endMs)
    {
        while (_world.Violation is null)
        {
            long next = _world.Agenda.NextMs;
            DepotUnderCheck? due = null;
            foreach (DepotUnderCheck depot in _depots)
            {
                if (depot.Depot.DueMs < next)
                {
                    next = depot.Depot.DueMs;
                    due = depot;
                }
            }

            if (next > endMs)
                break;
            _world.Time.NowMs = Math.Max(_world.Time.NowMs, next);
            if (due is not null)
                due.Run();
            else
                _world.Agenda.RunNext();
        }

        _world.Time.NowMs = Math.Max(_world.Time.NowMs, endMs);
    }

    private void Sweep() => _world.Agenda.In(SweepMs, () =>
    {
        _fleet.Expire();
        Sweep();
    });
}
