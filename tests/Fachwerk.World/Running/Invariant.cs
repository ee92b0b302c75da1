namespace Fachwerk.World.Running;

/// <summary>What has to hold after every event; the numbers are those of README.md.</summary>
internal enum Invariant
{
    /// <summary>A door is pulsed only by a genuine code, a reopening or an order.</summary>
    OnlyTheEntitledOpen = 1,

    /// <summary>An order or a one-time code opens once.</summary>
    OnceOnly = 2,

    /// <summary>Each journalled event arrives once and in order, or a gap says how many are missing.</summary>
    JournalArrives = 3,

    /// <summary>No pair of key and nonce protects two messages.</summary>
    NoncesAreUnique = 4,

    /// <summary>One solenoid at a time, none for too long, none too hot.</summary>
    CoilsAreSafe = 5,

    /// <summary>Power, clock and keys ease no lockout.</summary>
    LockoutsHold = 6,

    /// <summary>After the faults depot and backend agree.</summary>
    TheyAgree = 7,

    /// <summary>The table is a version the backend had, whole.</summary>
    TablesAreWhole = 8,

    /// <summary>A tick keeps its budget and allocates nothing.</summary>
    TicksAreShort = 9,

    /// <summary>No code opens what was put in under another.</summary>
    ContentsAreSafe = 10,

    /// <summary>The firmware's program did not end by an exception.</summary>
    TheProgramRuns = 11,

    /// <summary>No message id comes again within EXCHANGE_LIFETIME.</summary>
    MessageIdsAreFresh = 12,

    /// <summary>An agreed time is the true one, and every depot comes back to it.</summary>
    TimesAreTrue = 13,
}
