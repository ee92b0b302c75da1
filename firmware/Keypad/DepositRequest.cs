using Fachwerk.Protocol.Codes;

namespace Fachwerk.Firmware.Keypad;

/// <summary>What a deposit code asks for.</summary>
internal sealed class DepositRequest
{
    /// <summary>The code; 0 = none yet.</summary>
    public uint CodeId { get; private set; }

    /// <summary>How often it may be used; 0 = without limit.</summary>
    public int Uses { get; private set; }

    /// <summary>The smallest size.</summary>
    public int Size { get; private set; }

    /// <summary>All of these bits are wanted.</summary>
    public int Features { get; private set; }

    /// <summary>Reads it from a code.</summary>
    public void Take(CodeRecord code)
    {
        CodeId = code.CodeId;
        Uses = code.Uses;
        Size = code.Wanted & 7;
        Features = code.Wanted >> 3;
    }
}
