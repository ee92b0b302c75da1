using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Bytes;

namespace Fachwerk.Simulator.Depots;

/// <summary>The journal as it stands in FRAM, whether the board has power or not.</summary>
/// <param name="Last">Number of the newest event; 0 before the first.</param>
/// <param name="Acknowledged">The gateway holds all events up to this one.</param>
/// <param name="Waiting">Events that wait for the gateway.</param>
/// <param name="Capacity">Events the ring holds.</param>
public sealed record JournalSnapshot(uint Last, uint Acknowledged, uint Waiting, int Capacity)
{
    internal static JournalSnapshot Of(SimulatedDepot depot)
    {
        byte[] head = new byte[Journal.HeadBytes];
        Fram chipA = new(depot.Bench, Fram.FirstAddress);
        AtomicRecord record = new(chipA, FramMap.JournalHead, Journal.HeadBytes);
        if (record.Load(head, 0) != LoadResult.Loaded)
            return new JournalSnapshot(0, 0, 0, Journal.Capacity);
        uint last = BigEndian.ReadUInt32(head, 0) - 1;
        uint acknowledged = BigEndian.ReadUInt32(head, 4);
        return new JournalSnapshot(last, acknowledged, last - acknowledged, Journal.Capacity);
    }
}
