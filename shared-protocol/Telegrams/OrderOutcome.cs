namespace Fachwerk.Protocol.Telegrams;

/// <summary>How an order stands on the depot. The numbers are the registry "Order outcomes" of SPEC.md.</summary>
public enum OrderOutcome
{
    /// <summary>Taken on and in the journal; the deed follows.</summary>
    Started = 1,

    /// <summary>Done: for Open, the solenoid was pulsed.</summary>
    Done = 2,

    /// <summary>Power was lost between the start and the end; whether the door was pulsed is not known.</summary>
    Interrupted = 3,

    /// <summary>Arrived after its <c>notAfter</c>, or its id is older than the depot remembers.</summary>
    Expired = 4,

    /// <summary>The depot does not know the time, so it cannot tell whether the order has expired.</summary>
    ClockUnknown = 5,

    /// <summary>No such compartment on this depot.</summary>
    NoSuchCompartment = 6,

    /// <summary>An order kind that this application version does not know.</summary>
    NotSupported = 7,

    /// <summary>The part that the deed needs does not answer.</summary>
    Failed = 8
}
