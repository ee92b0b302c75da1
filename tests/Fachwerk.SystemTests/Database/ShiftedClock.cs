namespace Fachwerk.SystemTests.Database;

/// <summary>This machine's clock, put ahead.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;

    public override long GetTimestamp() =>
        base.GetTimestamp() + (long)(Ahead.TotalSeconds * TimestampFrequency);
}
