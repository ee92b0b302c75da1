namespace Fachwerk.Backend.Depots;

/// <summary>How a remote opening stands, from what is known of it.</summary>
public static class OpeningRules
{
    /// <summary>How long an order may wait (protocol: now 30 s, at next contact 120 s).</summary>
    public static TimeSpan Life(OpenWhen when) =>
        when == OpenWhen.Now ? TimeSpan.FromSeconds(30) : TimeSpan.FromSeconds(120);

    /// <summary>The furthest that is known.</summary>
    public static OpeningState StateOf(RemoteOpening opening)
    {
        ArgumentNullException.ThrowIfNull(opening);
        if (opening.DoorClosedAt is not null)
            return OpeningState.DoorClosed;
        if (opening.DoorOpenedAt is not null)
            return OpeningState.DoorOpen;
        return opening.End switch
        {
            OpeningEnd.Expired => OpeningState.Expired,
            OpeningEnd.Interrupted => OpeningState.Interrupted,
            OpeningEnd.Failed => OpeningState.Failed,
            OpeningEnd.Cancelled => OpeningState.Cancelled,
            OpeningEnd.Blocked => OpeningState.Blocked,
            OpeningEnd.Unknown => OpeningState.Unknown,
            _ => StateUnderWay(opening)
        };
    }

    private static OpeningState StateUnderWay(RemoteOpening opening) =>
        opening.PulsedAt is not null ? OpeningState.Pulsed
        : opening.AcknowledgedAt is not null ? OpeningState.Acknowledged
        : opening.SentAt is not null ? OpeningState.Sent
        : OpeningState.Queued;
}

/// <summary>How a remote opening stands.</summary>
public enum OpeningState
{
    /// <summary>Waiting for the depot.</summary>
    Queued,

    /// <summary>Its telegram left.</summary>
    Sent,

    /// <summary>The depot took it on.</summary>
    Acknowledged,

    /// <summary>The solenoid was pulsed.</summary>
    Pulsed,

    /// <summary>The door is open.</summary>
    DoorOpen,

    /// <summary>The door was opened and is closed again.</summary>
    DoorClosed,

    /// <summary>The deadline passed before the depot acted.</summary>
    Expired,

    /// <summary>Power was lost; whether the door was pulsed is not known.</summary>
    Interrupted,

    /// <summary>The depot could not.</summary>
    Failed,

    /// <summary>Cancelled before it was sent.</summary>
    Cancelled,

    /// <summary>Pulsed, and the door stayed closed.</summary>
    Blocked,

    /// <summary>Sent, and no answer came.</summary>
    Unknown
}
