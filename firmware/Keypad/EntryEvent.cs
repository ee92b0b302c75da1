namespace Fachwerk.Firmware.Keypad;

/// <summary>What a key press did to the entry.</summary>
public enum EntryEvent
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A digit was added.</summary>
    Digit = 1,

    /// <summary>The entry was cleared.</summary>
    Cleared = 2,

    /// <summary>The other language was asked for.</summary>
    Language = 3,

    /// <summary>The entry is complete and waits to be taken.</summary>
    Entered = 4,

    /// <summary>The entry was dropped because no key came.</summary>
    TimedOut = 5
}
