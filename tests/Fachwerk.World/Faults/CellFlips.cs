using Fachwerk.Firmware;
using Fachwerk.Firmware.Keypad;
using Fachwerk.Firmware.Storage;
using Fachwerk.Simulator.Chips;
using Fachwerk.World.Depots;
using Fachwerk.World.Running;
using Quarantine = Fachwerk.Firmware.Compartments.Quarantine;

namespace Fachwerk.World.Faults;

/// <summary>
/// Flips a bit somewhere in the records of both FRAM chips: first a kind of record is chosen, then one of them, then
/// the bit. A record in which a flipped bit may still stand gets no second one.
/// </summary>
internal sealed class CellFlips(WorldCore world, WorldDepot depot)
{
    private const int CopiesPerRecord = 2;
    private const int CodeSlotBytes = TableHalf.CodeBytes + 2;
    private const int CompartmentSlotBytes = TableHalf.CompartmentBytes + 2;
    private const int SettingSlotBytes = 1 + TableHalf.SettingBytesMax + 2;
    private const int CompartmentsAt = CodeIndex.Capacity * CodeSlotBytes;
    private const int SettingsAt = CompartmentsAt + DepotIdentity.CompartmentsMax * CompartmentSlotBytes;
    private const double WithPowerCut = 0.5;

    private readonly Dictionary<(int Chip, int From), (int Address, byte Flipped)> _flips = [];

    public void Make()
    {
        if (depot.Parts is not { } parts)
            return;
        WorldRandom random = world.Random;
        Records kind = random.Of(KindsOf(parts));
        if (random.Chance(WithPowerCut))
            depot.SetPower(false);
        int from = kind.From + random.Between(0, kind.Count - 1) * kind.Bytes;
        int address = from + random.Between(0, kind.Bytes - 1);
        IFramMemory memory = (kind.Chip == 0 ? depot.Sim.Board.FramA : depot.Sim.Board.FramB).Memory;
        if (_flips.TryGetValue((kind.Chip, from), out (int Address, byte Flipped) last)
            && memory[last.Address] == last.Flipped)
            return;
        memory[address] ^= (byte)(1 << random.Between(0, 7));
        _flips[(kind.Chip, from)] = (address, memory[address]);
        world.Tally.Count($"flip {kind.Name}");
        world.Trace.Add(depot.Index, $"flip {kind.Name}", address);
    }

    private static List<Records> KindsOf(DepotParts parts)
    {
        int events = (int)Math.Min(parts.Journal.LastNumber + 1, Journal.Capacity);
        return
        [
            Atomic("identity", 0, FramMap.Identity, IdentityStore.PayloadBytes),
            Atomic("session", 0, FramMap.Session, SessionStore.PayloadBytes),
            Atomic("boot", 0, FramMap.Boot, BootRecord.PayloadBytes),
            Atomic("journal head", 0, FramMap.JournalHead, Journal.HeadBytes),
            Atomic("lockout", 0, FramMap.Lockout, Lockout.PayloadBytes),
            Atomic("budgets", 0, FramMap.Budgets, Budgets.PayloadBytes),
            Atomic("orders", 0, FramMap.Orders, OrderMemory.PayloadBytes, OrderMemory.Capacity),
            Atomic("quarantine", 0, FramMap.Quarantine, Quarantine.PayloadBytes),
            Atomic("told states", 0, FramMap.ToldStates, ToldStates.PayloadBytes),
            Atomic("offline codes", 0, FramMap.OfflineMemory, OfflineMemory.PayloadBytes, parts.Bank.Compartments),
            new("uses", 0, FramMap.Uses, 6, Math.Max(1, parts.Uses.End)),
            new("deposits", 0, FramMap.Deposits, 10, parts.Bank.Compartments),
            Atomic("event sums", 0, FramMap.EventSums, EventSums.PayloadBytes, EventSums.KindsMax),
            new("event", 0, FramMap.JournalRing, Journal.EntryBytes, events),
            Atomic("addresses", 1, FramMap.Addresses, AddressStore.PayloadBytes, AddressStore.Capacity),
            Atomic("table header", 1, FramMap.TableHeader, SyncedTable.HeaderBytes),
            .. Half(FramMap.TableHalf0, parts), .. Half(FramMap.TableHalf1, parts),
        ];
    }

    private static IEnumerable<Records> Half(int address, DepotParts parts) =>
    [
        new("code", 1, address, CodeSlotBytes, Math.Max(1, parts.Table.Active.Codes.SlotEnd)),
        new("compartment", 1, address + CompartmentsAt, CompartmentSlotBytes, DepotIdentity.CompartmentsMax),
        new("setting", 1, address + SettingsAt, SettingSlotBytes, TableHalf.Settings),
    ];

    private static Records Atomic(string name, int chip, int from, int payloadBytes, int records = 1) =>
        new(name, chip, from, payloadBytes + AtomicRecord.OverheadBytes, records * CopiesPerRecord);

    /// <param name="Bytes">Of each.</param>
    private sealed record Records(string Name, int Chip, int From, int Bytes, int Count);
}
