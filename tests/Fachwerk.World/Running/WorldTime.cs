namespace Fachwerk.World.Running;

/// <summary>Virtual time: milliseconds since the world began, and the date that goes with it.</summary>
internal sealed class WorldTime(long beganUnixSeconds) : TimeProvider
{
    private const long TicksPerMs = TimeSpan.TicksPerMillisecond;

    public long NowMs { get; set; }

    /// <summary>The true time, in milliseconds.</summary>
    public long UnixMs => beganUnixSeconds * 1000 + NowMs;

    public long UnixSeconds => UnixMs / 1000;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => NowMs * TicksPerMs;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(UnixMs);
}
