using Fachwerk.Firmware;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.World.Depots;
using Fachwerk.World.Running;

namespace Fachwerk.World.Checks;

/// <summary>
/// Invariant 12: a time that a depot calls agreed is the true one, codes are judged by it, and once the right time is
/// told every depot comes back to it. No gateway of a world is wrong for an hour on end, so none can bring it about.
/// </summary>
internal sealed class ClockCheck(WorldDepot depot, WorldCore world)
{
    // Answers that agree differ by 5 s at most and are 2 s old; the chip takes part in whole seconds.
    private const long SlackSeconds = 15;

    /// <summary>True when the depot works and does not have the right time.</summary>
    public bool IsWrong => depot.Parts is { } parts && Math.Abs(Off(parts.Clock.UnixSeconds)) > SlackSeconds;

    public void AfterTick()
    {
        if (depot.Parts is not { } parts)
            return;
        DepotClock clock = parts.Clock;
        if (clock.IsAgreed && Math.Abs(Off(clock.UnixSeconds)) > SlackSeconds)
            Report($"the agreed time is {Off(clock.UnixSeconds)} s off");
        if (Off(parts.Boot.AgreedTime) > SlackSeconds)
            Report($"a time {Off(parts.Boot.AgreedTime)} s ahead is remembered as passed");
    }

    public void Judge(SeenEvent seen)
    {
        bool isByWindow = seen.Kind == EventKind.CodeRefused
            && (RefusalReason)seen.Detail2 is RefusalReason.NotYetValid or RefusalReason.Expired;
        if (!isByWindow || depot.Parts is not { Clock.IsAgreed: true }
            || !depot.Codes.TryGetValue(seen.Detail1, out IssuedCode? code))
            return;
        long now = world.Time.UnixSeconds;
        if (now >= code.Record!.NotBefore + SlackSeconds && now < code.Record.NotAfter - SlackSeconds)
            Report($"code {code.Id} is refused within its window");
    }

    /// <summary>To be called when the right time was told for long enough.</summary>
    public void AtTheEnd()
    {
        if (IsWrong)
            Report($"the depot is {Off(depot.Parts!.Clock.UnixSeconds)} s off and does not come back");
    }

    private long Off(long unixSeconds) => unixSeconds - world.Time.UnixSeconds;

    private void Report(string text) => world.Report(depot.Index, Invariant.TimesAreTrue, text);
}
