using Fachwerk.Simulator.Chips;

namespace Fachwerk.Tests.Firmware.Bench;

/// <summary>The virtual board's time as a clock of the framework.</summary>
internal class BoardTime(BoardClock clock) : TimeProvider
{
    public override long TimestampFrequency => 1_000_000;

    public override long GetTimestamp() => clock.NowMicros;
}
