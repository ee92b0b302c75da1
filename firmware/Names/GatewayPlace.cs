using Fachwerk.Firmware.Board;

namespace Fachwerk.Firmware.Names;

/// <summary>What is known of one gateway of the list.</summary>
internal sealed class GatewayPlace
{
    /// <summary>Its host, as it is asked for.</summary>
    public string Host { get; set; } = "";

    /// <summary>CRC-32 of its name; 0 = it has none to ask for.</summary>
    public uint Name { get; set; }

    /// <summary>Where a gateway last answered for it; written as a number, it stands here too.</summary>
    public NetworkAddress Good { get; } = new NetworkAddress();

    /// <summary>What a name server said last.</summary>
    public NetworkAddress Told { get; } = new NetworkAddress();

    /// <summary>True while what was told is tried, because the good one did not answer.</summary>
    public bool UsesTold { get; set; }

    /// <summary>True when the good one has to be kept.</summary>
    public bool IsUnsaved { get; set; }

    /// <summary>When its name is asked for next.</summary>
    public long AskMs { get; set; }

    /// <summary>How often in a row nobody could tell.</summary>
    public int Failures { get; set; }

    /// <summary>Where to send to; its count is 0 when nobody knows.</summary>
    public NetworkAddress Used => Good.Count == 0 || (UsesTold && Told.Count > 0) ? Told : Good;
}
