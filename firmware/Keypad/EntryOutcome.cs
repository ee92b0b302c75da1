namespace Fachwerk.Firmware.Keypad;

/// <summary>What an entry was, for lockout and budgets.</summary>
public enum EntryOutcome
{
    /// <summary>No code, or one that a guess can hit: it counts.</summary>
    Wrong = 0,

    /// <summary>It counts as wrong, but a reason was told.</summary>
    WrongButTold = 1,

    /// <summary>A genuine code, whether it opened or not.</summary>
    Genuine = 2,

    /// <summary>Whether it was a code could not be told.</summary>
    NotCounted = 3
}
