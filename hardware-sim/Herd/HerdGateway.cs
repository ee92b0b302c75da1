namespace Fachwerk.Simulator.Herd;

/// <summary>
/// A gateway as its depots feel it: it answers in turn, as fast as it can commit, and what would wait longer than
/// 1.5 s it drops without commit and answer.
/// </summary>
/// <param name="asked">From now and the wait of the oldest telegram, in milliseconds: the interval asked for.</param>
internal sealed class HerdGateway(HerdPlan plan, Func<long, double, int> asked)
{
    private const double WaitMaxMs = 1_500;

    private double _freeMs;

    /// <summary>A telegram arrives.</summary>
    /// <param name="askedSeconds">What the answer asks for.</param>
    /// <returns>When the answer leaves; null for silence.</returns>
    public double? Answer(long nowMs, out int askedSeconds)
    {
        askedSeconds = 0;
        bool isTrouble = nowMs >= plan.TroubleMs && nowMs < plan.BackMs;
        if (isTrouble && plan.Trouble != HerdTrouble.TooSlow)
            return null;
        double wait = Math.Max(0, _freeMs - nowMs);
        askedSeconds = asked(nowMs, wait);
        if (wait > WaitMaxMs)
            return null;
        double each = isTrouble && plan.CapacityPerSecond > 0 ? 1000 / plan.CapacityPerSecond : 0;
        return _freeMs = Math.Max(_freeMs, nowMs) + each;
    }
}
