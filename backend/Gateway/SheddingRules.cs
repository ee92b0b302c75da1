namespace Fachwerk.Backend.Gateway;

/// <summary>How much a node sheds.</summary>
/// <param name="Asked">The time to their next check-in that depots are asked for.</param>
/// <param name="At">When that was decided, on the clock that <see cref="SheddingRules.Next"/> is called with.</param>
internal readonly record struct Shedding(TimeSpan Asked, TimeSpan At);

/// <summary>
/// Longer intervals before silence: while telegrams wait long for their commit, check-ins are answered with a longer
/// time to the next one, step by step; when they no longer wait it goes back, more slowly than it came, because a
/// depot hears of it only at its next check-in.
/// </summary>
internal static class SheddingRules
{
    /// <summary>The longest time to the next check-in: three times the usual one.</summary>
    public static readonly TimeSpan AskedMax = TimeSpan.FromSeconds(180);

    /// <summary>When the oldest telegram has waited so long, more is asked for; a commit takes some 20 ms.</summary>
    public static readonly TimeSpan WaitLong = TimeSpan.FromMilliseconds(200);

    /// <summary>When it has waited less than this, less is asked for; in between it stays.</summary>
    public static readonly TimeSpan WaitShort = TimeSpan.FromMilliseconds(100);

    // Seconds more for each second that the oldest telegram waits WaitWorst or longer, fewer when it waits less: what
    // is asked for now shows in the load a minute later, so going fast would only mean going too far.
    private const double Rise = 0.5;

    // Back: a tenth of what is left in each minute, and a little, so that it ends.
    private const double FallPart = 1 / 600.0;
    private const double FallLeast = 0.02;

    private static readonly TimeSpan WaitWorst = TimeSpan.FromSeconds(1);

    // A node that had nothing to commit for a while has learnt nothing from it.
    private static readonly TimeSpan StepMax = TimeSpan.FromSeconds(1);

    /// <summary>What is asked for from now on.</summary>
    /// <param name="usual">What is asked for without load.</param>
    /// <param name="oldestWait">How long the oldest telegram has waited for its commit.</param>
    public static Shedding Next(Shedding before, TimeSpan usual, TimeSpan oldestWait, TimeSpan now)
    {
        var passed = now - before.At < StepMax ? now - before.At : StepMax;
        var asked = before.Asked;
        if (oldestWait >= WaitLong)
            asked += passed * (Rise * Math.Min(1, oldestWait / WaitWorst));
        else if (oldestWait < WaitShort)
            asked -= passed * ((asked - usual).TotalSeconds * FallPart + FallLeast);
        var most = usual > AskedMax ? usual : AskedMax;
        return new Shedding(asked > most ? most : asked < usual ? usual : asked, now);
    }
}
