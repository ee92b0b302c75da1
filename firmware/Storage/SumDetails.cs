using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Storage;

/// <summary>Event kind (high 8 bits) and how often (below) of a sum in one journal detail.</summary>
public static class SumDetails
{
    /// <summary>The most that can be counted; it stays there.</summary>
    public const int CountMax = 0xFFFFFF;

    private const int KindShift = 24;

    /// <summary>Puts both together.</summary>
    public static uint Encode(EventKind kind, int count) => ((uint)kind << KindShift) | (uint)count;

    /// <summary>The kind that was counted.</summary>
    public static int Kind(uint detail) => (int)(detail >> KindShift);

    /// <summary>How often.</summary>
    public static int Count(uint detail) => (int)(detail & CountMax);
}
