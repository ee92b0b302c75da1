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

    /// <summary>A solenoid was pulsed. Detail: pulse in ms, peak current in mA (0 = unmeasured, 1 = none).</summary>
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
    EpochStepped = 24,

    /// <summary>A code opens its compartment again without a use. Detail: code id (0 = an offline code).</summary>
    Reopened = 25,

    /// <summary>A deposit goes into another compartment, this one. Detail: code id, compartment given back.</summary>
    DepositSwapped = 26,

    /// <summary>A code was typed under duress; nothing on site shows it. Detail: code id.</summary>
    DuressEntered = 27,

    /// <summary>An offline code was accepted. Detail: start (hours since 1970), class · 4 + serial.</summary>
    OfflineAccepted = 28,

    /// <summary>An offline code was refused. Detail: start (hours), class · 4 + serial, refusal reason.</summary>
    OfflineRefused = 29,

    /// <summary>The compartment is not offered for deposits any more. Detail: quarantine cause.</summary>
    Quarantined = 30,

    /// <summary>The compartment is offered again. Detail: none.</summary>
    QuarantineLifted = 31,

    /// <summary>A door switch changed more than 10 times in a minute. Detail: changes.</summary>
    Flapping = 32,

    /// <summary>Too many wrong entries of this length: none is taken. Detail: number of digits.</summary>
    ChannelClosed = 33,

    /// <summary>Entries of this length are taken again. Detail: number of digits.</summary>
    ChannelOpened = 34,

    /// <summary>The solenoid supply is too low. Detail: millivolts.</summary>
    SupplyLow = 35,

    /// <summary>The solenoid supply is good again. Detail: millivolts.</summary>
    SupplyRestored = 36,

    /// <summary>The maintenance menu was entered. Detail: code id.</summary>
    MaintenanceEntered = 37,

    /// <summary>A table was not taken; the one before stays. Detail: version offered, table refusal.</summary>
    TableRefused = 38,

    /// <summary>A time that jumps was not taken. Detail: Unix seconds offered, Unix seconds here.</summary>
    TimeRefused = 39,

    /// <summary>The configuration file is wrong; the depot runs on defaults. Detail: number of its line.</summary>
    ConfigurationFault = 40,

    /// <summary>
    /// A flipped bit of the memory was found and put right. Detail: chip · 65,536 + address, bit.
    /// </summary>
    MemoryMended = 41,

    /// <summary>
    /// Events of one kind that were not told one by one. Detail: event kind, how many, first detail of the last one.
    /// Time and compartment are those of the last one; compartment 0 also when they were of several.
    /// </summary>
    Summed = 42,

    /// <summary>
    /// After a start: a door stands open that was told closed, or was never told of, and was opened by a pulse or by
    /// nobody knows what. Detail: none. One that was told closed without a pulse is a break-in.
    /// </summary>
    DoorFoundOpen = 43,

    /// <summary>After a start: a door that was told open is closed, nobody knows since when. Detail: none.</summary>
    DoorFoundClosed = 44,

    /// <summary>
    /// The compartment holds a deposit that was made before; the event that told of it is lost. Detail: code id.
    /// </summary>
    DepositKept = 45
}
