using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Chips;
using Fachwerk.World.Running;

namespace Fachwerk.World.Depots;

/// <summary>
/// Every event of a depot, read from the cells of its FRAM once the firmware takes it for written; of those that it
/// only counts what it says of the last one.
/// </summary>
internal sealed class JournalTape(WorldDepot depot, IFramMemory memory, WorldCore world)
{
    private const int CheckedBytes = Journal.EntryBytes - 2;

    private readonly Dictionary<uint, SeenEvent> _events = [];
    private readonly int[] _counted = new int[EventSums.KindsMax + 1];
    private readonly byte[] _entry = new byte[Journal.EntryBytes];

    private int _boot;
    private bool _isBooting;

    public uint Last { get; private set; }

    /// <summary>When a door was last written to have moved.</summary>
    public long DoorMovedMs { get; private set; }

    /// <summary>An event; one of the tick in which the power went is in the memory and was not read yet.</summary>
    public SeenEvent? Of(uint number) => _events.GetValueOrDefault(number) ?? Read(number);

    /// <summary>
    /// Reads what is new; each is handed over at once. What stands before the event of a boot was written before it,
    /// right when the power went, and belongs to the boot before.
    /// </summary>
    public void CatchUp(Action<SeenEvent> arrived)
    {
        if (depot.Parts is not { } parts)
            return;
        _isBooting |= _boot != depot.Sim.Boots;
        _boot = depot.Sim.Boots;
        uint written = parts.Journal.LastNumber;
        if (written < Last)
            world.Report(depot.Index, Invariant.JournalArrives, $"event {Last} was written and is {written} now");
        while (Last < written)
        {
            SeenEvent? seen = Read(Last + 1);
            if (seen is null)
            {
                world.Report(depot.Index, Invariant.JournalArrives, $"event {Last + 1} is not in the memory");
                return;
            }

            Last++;
            _isBooting &= seen.Kind != EventKind.Booted;
            seen = _isBooting ? seen with { Boot = _boot - 1 } : seen;
            _events[Last] = seen;
            Hand(seen, arrived);
            if (seen.Kind == EventKind.Summed)
                EndSum(seen, arrived);
        }

        for (int kind = 1; kind <= EventSums.KindsMax && parts.Journal.Sums.Next != 0; kind++)
            CatchUpWith((EventKind)kind, parts.Journal.Sums, arrived);
    }

    // Events that are only counted happen all the same: handed over one by one, without a number of their own.
    private void CatchUpWith(EventKind kind, EventSums sums, Action<SeenEvent> arrived)
    {
        for (int count = sums.CountOf(kind); _counted[(int)kind] < count; _counted[(int)kind]++)
        {
            _isBooting &= kind != EventKind.Booted;
            Hand(new SeenEvent(Last, kind, sums.CompartmentOf(kind), sums.TimeOf(kind), sums.DetailOf(kind), 0,
                world.Time.NowMs, depot.Sim.Boots), arrived);
        }
    }

    // What was counted in the tick in which the sum was told.
    private void EndSum(SeenEvent sum, Action<SeenEvent> arrived)
    {
        int kind = SumDetails.Kind(sum.Detail1);
        for (int count = SumDetails.Count(sum.Detail1); _counted[kind] < count; _counted[kind]++)
            Hand(sum with { Kind = (EventKind)kind, Detail1 = sum.Detail2, Detail2 = 0 }, arrived);
        _counted[kind] = 0;
    }

    private void Hand(SeenEvent seen, Action<SeenEvent> arrived)
    {
        if (seen.Kind is EventKind.DoorOpened or EventKind.DoorClosed or EventKind.BreakIn
            or EventKind.DoorFoundOpen or EventKind.DoorFoundClosed)
            DoorMovedMs = seen.SeenMs;
        arrived(seen);
    }

    private SeenEvent? Read(uint number)
    {
        int address = FramMap.JournalRing + (int)(number % Journal.Capacity) * Journal.EntryBytes;
        for (int i = 0; i < _entry.Length; i++)
            _entry[i] = memory[address + i];
        // A bit may have flipped in it, right when the power went.
        int flip = Crc.FindFlip16(_entry, 0, _entry.Length);
        if (flip >= 0)
            _entry[flip / 8] ^= (byte)(1 << flip % 8);
        bool isWhole = BigEndian.ReadUInt32(_entry, 0) == number
            && BigEndian.ReadUInt16(_entry, CheckedBytes) == Crc.Compute16(_entry, 0, CheckedBytes);
        return !isWhole ? null : new SeenEvent(
            number, (EventKind)_entry[8], _entry[9], BigEndian.ReadUInt32(_entry, 4),
            BigEndian.ReadUInt32(_entry, 10), BigEndian.ReadUInt32(_entry, 14), world.Time.NowMs, depot.Sim.Boots);
    }
}
