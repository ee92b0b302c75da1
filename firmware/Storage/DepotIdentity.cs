namespace Fachwerk.Firmware.Storage;

/// <summary>Who this controller is: issued once at enrolment, never used again for another.</summary>
/// <param name="transportSecret">Master secret of <paramref name="epoch"/>, 16 bytes.</param>
/// <param name="codeSecret">Secret of the codes, 16 bytes; never the transport secret.</param>
/// <param name="gateways">"host:port", separated by commas, ASCII.</param>
/// <param name="compartments">Fitted compartments, 1 to 64.</param>
public sealed class DepotIdentity(
    uint controller, byte[] transportSecret, byte[] codeSecret, int epoch, string gateways, int compartments)
{
    /// <summary>Bytes of each of the two secrets.</summary>
    public const int SecretBytes = 16;

    /// <summary>Compartments a depot can have.</summary>
    public const int CompartmentsMax = 64;

    /// <summary>Characters of <see cref="Gateways"/>.</summary>
    public const int GatewaysLengthMax = 112;

    /// <summary>Controller number.</summary>
    public uint Controller { get; } = controller;

    /// <summary>Master secret as issued; the session record holds the one in force.</summary>
    public byte[] TransportSecret { get; } = transportSecret;

    /// <summary>Secret from which the code keys are derived.</summary>
    public byte[] CodeSecret { get; } = codeSecret;

    /// <summary>Epoch as issued.</summary>
    public int Epoch { get; } = epoch;

    /// <summary>Gateways until settings name others.</summary>
    public string Gateways { get; } = gateways;

    /// <summary>Fitted compartments, 1 to 64: eight to an expander.</summary>
    public int Compartments { get; } = compartments;
}
