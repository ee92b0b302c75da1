using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Storage;

/// <summary>Boot reason (top 4 bits) and application version (28 bits) in one journal detail.</summary>
public static class BootDetails
{
    private const int ReasonShift = 28;
    private const uint VersionMask = (1u << ReasonShift) - 1;

    /// <summary>Puts both together.</summary>
    public static uint Encode(BootReason reason, uint appVersion) =>
        ((uint)reason << ReasonShift) | (appVersion & VersionMask);

    /// <summary>The boot reason.</summary>
    public static int Reason(uint detail) => (int)(detail >> ReasonShift);

    /// <summary>The application version.</summary>
    public static uint Version(uint detail) => detail & VersionMask;
}
