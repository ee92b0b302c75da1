namespace Fachwerk.Backend.Gateway;

/// <summary>The times to the next check-in that a commit's answers ask for.</summary>
/// <param name="UsualSeconds">Of depots in general.</param>
/// <param name="LostSeconds">Of depots that orders do not reach over their path.</param>
internal readonly record struct AskedIntervals(short UsualSeconds, short LostSeconds)
{
    /// <summary>Short enough that the path of a depot behind a mobile network's translation stays open.</summary>
    public static readonly TimeSpan KeepsPathOpen = TimeSpan.FromSeconds(25);

    /// <summary>Without load, and without settings.</summary>
    public static AskedIntervals Usual { get; } = Of(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60));

    /// <summary>A node that asks depots for more than usual asks it of all.</summary>
    public static AskedIntervals Of(TimeSpan usual, TimeSpan asked)
    {
        var lost = asked > usual || usual < KeepsPathOpen ? asked : KeepsPathOpen;
        return new AskedIntervals((short)asked.TotalSeconds, (short)lost.TotalSeconds);
    }
}
