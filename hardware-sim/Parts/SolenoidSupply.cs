using Fachwerk.Simulator.Chips;

namespace Fachwerk.Simulator.Parts;

/// <summary>
/// The monostable in the supply of the solenoids: each trigger gives at most 800 ms, so that a hung controller or a
/// latched output cannot burn a coil. A trigger while it is on starts the time anew.
/// </summary>
public sealed class SolenoidSupply
{
    /// <summary>How long one trigger lasts.</summary>
    public const int OnMs = 800;

    private readonly BoardClock _clock;

    /// <summary>A supply that is off.</summary>
    public SolenoidSupply(BoardClock clock)
    {
        _clock = clock;
    }

    /// <summary>When the present trigger ends, in microseconds; in the past while the supply is off.</summary>
    public long OffAtMicros { get; private set; }

    /// <summary>True while the solenoids have supply.</summary>
    public bool IsOn => _clock.NowMicros < OffAtMicros;

    /// <summary>Triggers so far.</summary>
    public int Triggers { get; private set; }

    /// <summary>One trigger.</summary>
    public void Trigger()
    {
        Triggers++;
        OffAtMicros = _clock.NowMicros + OnMs * 1000L;
    }

    /// <summary>Takes the supply away at once: watchdog or power cut.</summary>
    public void Cut() => OffAtMicros = Math.Min(OffAtMicros, _clock.NowMicros);
}
