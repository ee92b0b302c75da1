using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Secrets;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Depots;
using Fachwerk.World.Depots;
using Fachwerk.World.Gateway;
using Fachwerk.World.Running;
using Fachwerk.World.Store;

namespace Fachwerk.World.People;

/// <summary>
/// The backend's side of the depots as far as people see it: changes tables, gives orders, and turns what depots report
/// into pickups.
/// </summary>
internal sealed class Backoffice(WorldCore world, MemoryFleet fleet, IReadOnlyList<GatewayNode> nodes)
{
    private const int SignalMs = 20;
    private const int HandlingMs = 300;
    private const int NowDeadlineMs = 30_000;
    private const int ContactDeadlineMs = 120_000;

    private Dictionary<int, long> _known = [];
    private Dictionary<(int Depot, int Compartment), Deposit> _deposits = [];
    private Dictionary<(int Depot, int Compartment), IssuedCode> _pickups = [];
    private List<Handling> _handlings = [];

    public CodeIssuer Issuer { get; } = new(world);

    /// <summary>Somebody was given a code; they come when they come.</summary>
    public Action<WorldDepot, IssuedCode>? Invite { get; set; }

    /// <summary>The code for what was put in under another, if it was issued already.</summary>
    public IssuedCode? PickupOf(WorldDepot depot, int compartment, uint depositId) =>
        _deposits.TryGetValue((depot.Index, compartment), out Deposit? deposit) && deposit.CodeId == depositId
            ? deposit.Pickup : null;

    /// <summary>The key of a compartment: whoever has a code for it may take it.</summary>
    public static Parcel KeyOf(WorldDepot depot, WorldCompartment place)
    {
        Parcel key = new(0);
        key.CodeIds.UnionWith(depot.Codes.Values
            .Where(c => c.Record!.Compartment == place.Number).Select(c => c.Id));
        return key;
    }

    public void Change(WorldDepot depot, params TableChange[] changes)
    {
        byte[] key = CodeKeys.DeriveTableKey(
            FrameworkHmac.Instance, depot.Identity.CodeSecret, depot.Identity.Controller);
        long version = fleet.Apply(depot.Number, changes, new TableDigest(FrameworkHmac.Instance, key),
            _known.GetValueOrDefault(depot.Index));
        depot.Tables.Add(version, changes);
        world.Trace.Add(depot.Index, "table wanted", version);
        Signal(depot);
    }

    public static TableChange Put(IssuedCode code) =>
        new(RecordKind.Code, code.Bytes[CodeRecord.KeyOffset..], code.Bytes);

    public static TableChange Remove(IssuedCode code)
    {
        code.IsIssued = false;
        return new TableChange(RecordKind.Code, code.Bytes[CodeRecord.KeyOffset..], null);
    }

    public static TableChange Pool(WorldDepot depot, int compartment, CompartmentPool pool, uint floor = 0)
    {
        byte[] bytes = new byte[CompartmentRecord.Length];
        new CompartmentRecord
        {
            Number = compartment, Pool = pool, OfflineFloor = floor,
            Size = (CompartmentSize)(1 + compartment * 7 % 3), Features = compartment % 5 == 0 ? 1 : 0,
        }.Write(bytes, 0);
        return new TableChange(RecordKind.Compartment, [(byte)compartment], bytes);
    }

    public FleetOrder Order(WorldDepot depot, OrderKind kind, int compartment = 0)
    {
        world.Tally.Count($"order {kind}");
        if (kind == OrderKind.LiftLockout)
            depot.LiftedMs = world.Time.NowMs;
        FleetOrder order = fleet.Queue(depot.Number, kind, compartment,
            world.Random.Chance(0.5) ? NowDeadlineMs : ContactDeadlineMs);
        world.Trace.Add(depot.Index, $"order {kind}", order.OrderId, compartment);
        Signal(depot);
        return order;
    }

    /// <summary>Opens a compartment from afar; somebody on site empties it, or looks and shuts it.</summary>
    public void OpenFor(WorldDepot depot, int compartment, bool takesOut)
    {
        Order(depot, OrderKind.Open, compartment);
        world.Agenda.In(world.Random.Between(3_000, 30_000), () =>
        {
            if (takesOut && depot.IsOpen(compartment))
                depot.Of(compartment).Content = null;
            depot.Touch(compartment, DoorAction.Push);
        });
    }

    /// <summary>Puts something new into a compartment that has just been emptied.</summary>
    public void Refill(WorldDepot depot, WorldCompartment place)
    {
        if (world.IsAtRest || place.Use != CompartmentUse.Filled || place.Content is not null)
            return;
        world.Tally.Count("deed refill");
        IssuedCode next = Issuer.Make(depot, place.Number, 1, CodeFlags.None);
        IEnumerable<TableChange> former = depot.Codes.Values
            .Where(c => c.IsIssued && c != next && c.Record!.Compartment == place.Number).ToArray().Select(Remove);
        Change(depot, [.. former, Put(next)]);
        FleetOrder order = Order(depot, OrderKind.Open, place.Number);
        world.Agenda.In(world.Random.Between(1_500, 9_000), () => PutIn(depot, place, next, order));
    }

    /// <summary>A row came into the inbox.</summary>
    public void Handle(WorldDepot depot, InboxRow row)
    {
        if (row.Source == 1)
            HandleSoon(new Handling(depot, row));
    }

    /// <summary>What the tenant's database holds now.</summary>
    public OfficeImage TakeImage() => new(
        new(_known), _deposits.ToDictionary(one => one.Key, one => one.Value.Copy()), new(_pickups), [.. _handlings]);

    /// <summary>The tenant's database is that of an earlier moment.</summary>
    public void GoBack(OfficeImage image)
    {
        _known = new(image.Known);
        _deposits = image.Deposits.ToDictionary(one => one.Key, one => one.Value.Copy());
        _pickups = new(image.Pickups);
        _handlings = [];
        image.Handlings.ForEach(HandleSoon);
    }

    private void HandleSoon(Handling handling)
    {
        _handlings.Add(handling);
        world.Agenda.In(HandlingMs, () =>
        {
            if (_handlings.Remove(handling))
                HandleEvent(handling.Depot, handling.Row);
        });
    }

    // Not into a door that stands open for somebody else.
    private void PutIn(WorldDepot depot, WorldCompartment place, IssuedCode code, FleetOrder order)
    {
        bool isOpened = place.Opening is { Pulses: > 0, Explanation: { Kind: EventKind.OrderStarted } started }
            && started.Detail1 == order.OrderId;
        if (isOpened && depot.IsOpen(place.Number) && place.Content is null)
        {
            place.Content = new Parcel(code.Id);
            Invite?.Invoke(depot, code);
        }

        depot.Touch(place.Number, DoorAction.Push);
    }

    private void HandleEvent(WorldDepot depot, InboxRow row)
    {
        _known[depot.Index] = row.Number;
        long[] details = EventDetails.Read(row.Detail);
        (int Index, int Compartment) place = (depot.Index, row.Compartment);
        switch ((EventKind)row.Kind)
        {
            case EventKind.CodeAccepted when depot.Codes[(uint)details[0]].IsDeposit:
                Take(depot, row.Compartment, (uint)details[0]);
                break;
            // Its closing may be lost with it: then what lies there gets its pickup code now.
            case EventKind.DepositKept when _deposits.GetValueOrDefault(place)?.CodeId != details[0]:
                Take(depot, row.Compartment, (uint)details[0]);
                if (!depot.IsOpen(row.Compartment))
                    HandleClosing(depot, row.Compartment);
                break;
            case EventKind.CodeAccepted when !depot.Codes[(uint)details[0]].IsMaintenance:
                _pickups[place] = depot.Codes[(uint)details[0]];
                break;
            case EventKind.DepositSwapped:
                Swap(depot, row.Compartment, (int)details[1], (uint)details[0]);
                break;
            case EventKind.DoorClosed or EventKind.DoorFoundClosed:
                HandleClosing(depot, row.Compartment);
                break;
            default:
                break;
        }
    }

    private void Take(WorldDepot depot, int compartment, uint codeId)
    {
        Deposit? before = _deposits.GetValueOrDefault((depot.Index, compartment));
        _deposits[(depot.Index, compartment)] = new Deposit(codeId);
        // One whose end was forgotten ends now.
        Change(depot, [Pool(depot, compartment, CompartmentPool.Backend),
            .. before?.Pickup is { IsIssued: true } old ? [Remove(old)] : Array.Empty<TableChange>()]);
    }

    private void Swap(WorldDepot depot, int compartment, int given, uint codeId)
    {
        _deposits[(depot.Index, compartment)] = new Deposit(codeId);
        List<TableChange> changes = [Pool(depot, compartment, CompartmentPool.Backend)];
        Deposit? former = null;
        bool isFree = depot.Of(given).Content is null && _deposits.Remove((depot.Index, given), out former);
        if (isFree)
            changes.Add(Pool(depot, given, CompartmentPool.Depot));
        if (isFree && former!.Pickup is { IsIssued: true } pickup)
            changes.Add(Remove(pickup));
        Change(depot, [.. changes]);
    }

    // A door that closes ends a deposit; one that closes after the pickup ends the occupancy, if it was emptied.
    private void HandleClosing(WorldDepot depot, int compartment)
    {
        WorldCompartment place = depot.Of(compartment);
        (int, int) key = (depot.Index, compartment);
        _pickups.Remove(key, out IssuedCode? opener);
        if (!_deposits.TryGetValue(key, out Deposit? deposit))
            return;
        if (deposit.Pickup is null)
        {
            deposit.Pickup = Issuer.Make(depot, compartment, world.Random.Of([1, 1, 2]), CodeFlags.UntilRevoked);
            if (place.Content is { } content && content.CodeIds.Contains(deposit.CodeId))
                content.CodeIds.Add(deposit.Pickup.Id);
            Change(depot, Put(deposit.Pickup));
            Invite?.Invoke(depot, deposit.Pickup);
        }
        else if (place.Content is null && opener == deposit.Pickup)
        {
            _deposits.Remove(key);
            Change(depot, Pool(depot, compartment, CompartmentPool.Depot), Remove(deposit.Pickup));
        }
    }

    private void Signal(WorldDepot depot)
    {
        foreach (GatewayNode node in nodes)
            world.Agenda.In(SignalMs, () => node.Push(depot.Number));
    }

    /// <summary>A compartment that a deposit has taken.</summary>
    internal sealed class Deposit(uint codeId)
    {
        public uint CodeId { get; } = codeId;

        public IssuedCode? Pickup { get; set; }

        public Deposit Copy() => (Deposit)MemberwiseClone();
    }

    /// <summary>An event that was told and waits for its turn.</summary>
    internal sealed class Handling(WorldDepot depot, InboxRow row)
    {
        public WorldDepot Depot { get; } = depot;

        public InboxRow Row { get; } = row;
    }

    /// <summary>The backend's side at a moment.</summary>
    internal sealed record OfficeImage(
        Dictionary<int, long> Known, Dictionary<(int Depot, int Compartment), Deposit> Deposits,
        Dictionary<(int Depot, int Compartment), IssuedCode> Pickups, List<Handling> Handlings);
}
