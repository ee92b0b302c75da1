using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.World.Depots;
using Fachwerk.World.Running;
using Fachwerk.World.Store;

namespace Fachwerk.World.Checks;

/// <summary>Invariant 3: what reaches the inbox is what stood in the journal, once, in order, gaps told.</summary>
internal sealed class ArrivalCheck(WorldDepot depot, WorldCore world)
{
    private long _last;
    private long _known;

    public void Arrived(InboxRow row)
    {
        if (row.Number <= _last)
        {
            Report($"event {row.Number} arrives after {_last}");
            return;
        }

        long[] details = EventDetails.Read(row.Detail);
        bool isGap = row.Kind == (int)EventKind.Gap;
        long missing = row.Number - _last - (isGap ? 0 : 1);
        // A gap counts from the newest event that the depot knows to have arrived: what came in a telegram whose
        // answer was lost, and what that told as lost, is counted again.
        _known = depot.Parts?.Journal.Acknowledged ?? _known;
        bool isTold = isGap && details is [var told, ..]
            && told >= missing && told <= Math.Max(missing, row.Number - _known);
        if (missing > 0 && !isTold)
            Report($"{missing} events before {row.Number} are missing and no gap says so");
        // The oldest place of the ring is given up before it is written over.
        bool isOverwritten = row.Number <= depot.Tape.Last + 1L - Journal.Capacity;
        if (isGap && !isOverwritten && depot.Tape.Of((uint)row.Number) is not null)
            Report($"event {row.Number} is told as lost and stands in the memory");
        _last = row.Number;
        if (isGap)
            world.Tally.Count("deed a gap that is told");
        else
            Compare(row, details);
    }

    /// <summary>The inbox is that of an earlier moment: what came after its newest event comes again.</summary>
    public void GoBack(long newest) => _last = newest;

    private void Compare(InboxRow row, long[] details)
    {
        SeenEvent? seen = depot.Tape.Of((uint)row.Number);
        // The boot's details, an offline refusal's and a sum's are packed in the journal.
        bool isPacked = row.Kind is (int)EventKind.Booted or (int)EventKind.OfflineRefused or (int)EventKind.Summed;
        bool isSame = seen is not null && (int)seen.Kind == row.Kind && seen.Compartment == row.Compartment
            && seen.Time == row.Time && (isPacked || details.Length == 0 || details[0] == seen.Detail1);
        if (!isSame)
            Report($"event {row.Number} arrives as another than was written");
    }

    private void Report(string text) => world.Report(depot.Index, Invariant.JournalArrives, text);
}
