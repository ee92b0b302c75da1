using Fachwerk.Firmware.Board;
using Fachwerk.Protocol.Crypto;

namespace Fachwerk.Simulator.Crypto;

/// <summary>The native cryptography of a simulated ESP32; one to a depot, not thread-safe.</summary>
public sealed class SoftwareCryptoChip : ICryptoChip, IDisposable
{
    private readonly SoftwareAes128 _aes = new();
    private readonly SoftwareHmacSha256 _hmac = new();

    /// <inheritdoc />
    public IAes128 Aes => _aes;

    /// <inheritdoc />
    public IHmacSha256 Hmac => _hmac;

    /// <summary>How many HMACs were computed.</summary>
    public int Hmacs => _hmac.Computed;

    /// <inheritdoc />
    public void Dispose() => _aes.Dispose();
}
