namespace Fachwerk.Firmware.Display;

/// <summary>What the front panel says for a while.</summary>
public enum PanelMessage
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A compartment opens.</summary>
    Accepted = 1,

    /// <summary>That was no code.</summary>
    Wrong = 2,

    /// <summary>A genuine code, but not now.</summary>
    Refused = 3,

    /// <summary>The door does not spring open.</summary>
    Blocked = 4,

    /// <summary>Someone looks for this depot.</summary>
    Identify = 5,

    /// <summary>Codes of this length are not taken for a while.</summary>
    ChannelClosed = 6,

    /// <summary>Which size is wanted.</summary>
    Sizes = 7,

    /// <summary>The same compartment again, or a larger one.</summary>
    Swap = 8,

    /// <summary>A page of the maintenance menu.</summary>
    Menu = 9,

    /// <summary>What was typed, or asked, was dropped because no key came.</summary>
    TimedOut = 10
}
