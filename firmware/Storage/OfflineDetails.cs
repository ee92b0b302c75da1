using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Storage;

/// <summary>Mark (low 8 bits) and refusal reason (above) of an offline code in one journal detail.</summary>
public static class OfflineDetails
{
    private const int ReasonShift = 8;

    /// <summary>Puts both together.</summary>
    public static uint Encode(int mark, RefusalReason reason) => ((uint)reason << ReasonShift) | (uint)mark;

    /// <summary>Class · 4 + serial.</summary>
    public static int Mark(uint detail) => (int)(detail & 0xFF);

    /// <summary>The refusal reason.</summary>
    public static int Reason(uint detail) => (int)(detail >> ReasonShift);
}
