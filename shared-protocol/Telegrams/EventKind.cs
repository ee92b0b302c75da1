namespace Fachwerk.Protocol.Telegrams;

/// <summary>What a journal event says. The numbers are the registry "Event kinds" of SPEC.md; never reused.</summary>
public enum EventKind
{
    /// <summary>The controller started. Detail: boot reason, boot count, application version.</summary>
    Booted = 1,

    /// <summary>Events were overwritten before they were acknowledged. Detail: how many.</summary>
    Gap = 2,

    /// <summary>A genuine code was accepted; its door is about to be pulsed. Detail: code id.</summary>
    CodeAccepted = 3,

    /// <summary>A genuine code was refused. Detail: code id, refusal reason.</summary>
    CodeRefused = 4,

    /// <summary>An entry that is no code. Detail: number of digits; never the digits.</summary>
    CodeWrong = 5,

    /// <summary>The keypad locked itself. Detail: seconds.</summary>
    KeypadLocked = 6,

    /// <summary>The keypad is open again, by time or by order. Detail: none.</summary>
    KeypadUnlocked = 7,

    /// <summary>A solenoid was pulsed. Detail: pulse length in ms, peak current in mA (0 = not measured).</summary>
    Pulsed = 8,

    /// <summary>A door opened after a pulse. Detail: none.</summary>
    DoorOpened = 9,

    /// <summary>A door closed. Detail: seconds it was open.</summary>
    DoorClosed = 10,

    /// <summary>A door has stood open too long. Detail: seconds it has been open.</summary>
    DoorLeftOpen = 11,

    /// <summary>A door stayed closed despite its pulses. Detail: number of pulses.</summary>
    DoorBlocked = 12,

    /// <summary>A door opened without a pulse. Detail: none.</summary>
    BreakIn = 13,

    /// <summary>An order was taken on; written before the deed. Detail: order id, order kind.</summary>
    OrderStarted = 14,

    /// <summary>An order ended. Detail: order id, order outcome.</summary>
    OrderFinished = 15,

    /// <summary>The synced table changed. Detail: version before, version now.</summary>
    TableApplied = 16,

    /// <summary>The clock was set. Detail: Unix seconds before, Unix seconds now.</summary>
    ClockSet = 17,

    /// <summary>A part stopped answering. Detail: part.</summary>
    PartFailed = 18,

    /// <summary>A part answers again. Detail: part.</summary>
    PartRecovered = 19,

    /// <summary>The mains supply failed. Detail: none.</summary>
    MainsLost = 20,

    /// <summary>The mains supply is back. Detail: none.</summary>
    MainsRestored = 21,

    /// <summary>The tamper switch opened. Detail: none.</summary>
    TamperOpened = 22,

    /// <summary>The tamper switch closed. Detail: none.</summary>
    TamperClosed = 23,

    /// <summary>The key epoch was stepped. Detail: epoch now.</summary>
    EpochStepped = 24
}
