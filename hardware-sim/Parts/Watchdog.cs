using Fachwerk.Simulator.Chips;

namespace Fachwerk.Simulator.Parts;

/// <summary>The external watchdog: runs out when it was not fed for a while.</summary>
internal sealed class Watchdog(BoardClock clock, int periodMs)
{
    private long _fedAtMs;

    public bool RanOut => clock.NowMs - _fedAtMs >= periodMs;

    /// <summary>When it runs out unless it is fed.</summary>
    public long DueMs => _fedAtMs + periodMs;

    /// <summary>Once it has run out the reset is on its way, whoever feeds it then.</summary>
    public void Feed() => _fedAtMs = RanOut ? _fedAtMs : clock.NowMs;

    /// <summary>The reset line rises: the period begins anew.</summary>
    public void Begin() => _fedAtMs = clock.NowMs;
}
