namespace Fachwerk.Firmware.Keypad;

/// <summary>What an entry was, for lockout and budgets.</summary>
public enum EntryOutcome
{
    /// <summary>No code, or one that a guess can hit: it counts.</summary>
    Wrong = 0,

    /// <summary>It counts as wrong, but a reason was told.</summary>
    WrongButTold = 1,

    /// <summary>A genuine code that has opened nothing: it neither counts nor makes up for anything.</summary>
    Refused = 2,

    /// <summary>It opened, and had done so before.</summary>
    Opened = 3,

    /// <summary>It opened for the first time.</summary>
    OpenedFirst = 4,

    /// <summary>Whether it was a code could not be told.</summary>
    NotCounted = 5
}
