namespace Fachwerk.Firmware.Link;

/// <summary>When a gateway answered last.</summary>
/// <param name="clock">What time it is then.</param>
public sealed class LastContact(DepotClock clock)
{
    private readonly DepotClock _clock = clock;

    /// <summary>True once one answered since the start.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Unix seconds of the newest answer; 0 = none since the start, or no time.</summary>
    public uint UnixSeconds { get; private set; }

    /// <summary>One answered.</summary>
    public void Note()
    {
        IsKnown = true;
        UnixSeconds = _clock.UnixSeconds;
    }
}
