namespace Fachwerk.Firmware.Keypad;

/// <summary>What the deposit desk has asked.</summary>
internal enum DepositStep
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Which size.</summary>
    Size = 1,

    /// <summary>The same compartment again, or a larger one.</summary>
    Swap = 2
}
