using Fachwerk.Protocol.Telegrams;
using Fachwerk.World.Faults;

namespace Fachwerk.World.Running;

/// <summary>What has to happen in any large number of worlds: each fault, event, refusal, order and outcome.</summary>
internal static class Expected
{
    // A gap is told, not written: it is no event of a journal.
    private const string Told = "event Gap";

    // Takes a deposit among thousands of events that wait: only worlds with raised knobs have it.
    private const string Rare = "event DepositKept";

    public static IEnumerable<string> All =>
        Knobs.Names.Select(name => $"fault {name}")
            .Concat(Enum.GetNames<EventKind>().Select(name => $"event {name}"))
            .Concat(Enum.GetNames<OrderOutcome>().Select(name => $"order answered {name}"))
            .Concat(Enum.GetNames<RefusalReason>().Select(name => $"refusal {name}"))
            .Where(name => name is not (Told or Rare))
            .Append("deed a gap that is told")
            .Append("deed went back, nodes anew")
            .Append("deed went back under running nodes")
            .Append("deed went back, 3. time to the same image")
            .Append("deed copies are sent to each node")
            .Append("deed a clock is put right in an hour")
            .Append("deed the counter of milliseconds begins anew")
            .Append("Echo asked")
            .Append("Echo given back");
}
