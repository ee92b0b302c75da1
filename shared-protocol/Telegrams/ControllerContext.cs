using System;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Oscore;

namespace Fachwerk.Protocol.Telegrams;

/// <summary>
/// The OSCORE parameters of the profile: sender id of a controller = its number, 4 bytes big-endian; of the gateway =
/// one byte 00; ID context = the key epoch, 1 byte; no master salt.
/// </summary>
public static class ControllerContext
{
    /// <summary>Bytes of an epoch's secret.</summary>
    public const int SecretLength = 16;

    private const string EpochLabel = "fachwerk epoch";

    /// <summary>The context as the controller holds it.</summary>
    /// <param name="epochSecret">16 bytes, the secret of this very epoch.</param>
    public static OscoreContext ForController(IHmacSha256 hmac, byte[] epochSecret, uint controller, int epoch) =>
        OscoreContext.Derive(
            hmac, epochSecret, new byte[0], ControllerId(controller), GatewayId(), EpochContext(epoch));

    /// <summary>The context as the gateway holds it.</summary>
    /// <param name="epochSecret">16 bytes, the secret of this very epoch.</param>
    public static OscoreContext ForGateway(IHmacSha256 hmac, byte[] epochSecret, uint controller, int epoch) =>
        OscoreContext.Derive(
            hmac, epochSecret, new byte[0], GatewayId(), ControllerId(controller), EpochContext(epoch));

    /// <summary>
    /// One step of the ratchet: HKDF-SHA-256(salt empty, secret of epoch n, "fachwerk epoch" ‖ controller[4] ‖ n +
    /// 1[1]).
    /// </summary>
    /// <param name="nextEpoch">n + 1, at most <see cref="Limits.EpochMax"/>.</param>
    public static byte[] NextSecret(IHmacSha256 hmac, byte[] secret, uint controller, int nextEpoch)
    {
        byte[] info = Labels.WithController(EpochLabel, controller, 1);
        info[info.Length - 1] = (byte)nextEpoch;
        return Hkdf.Derive(hmac, new byte[0], secret, info, SecretLength);
    }

    /// <summary>The secret of a later epoch, step by step.</summary>
    public static byte[] SecretOf(IHmacSha256 hmac, byte[] secret, uint controller, int fromEpoch, int toEpoch)
    {
        if (toEpoch < fromEpoch || toEpoch > Limits.EpochMax) throw new ArgumentException("The ratchet only goes on");
        for (int next = fromEpoch + 1; next <= toEpoch; next++) secret = NextSecret(hmac, secret, controller, next);
        return secret;
    }

    private static byte[] ControllerId(uint controller)
    {
        byte[] id = new byte[4];
        BigEndian.WriteUInt32(id, 0, controller);
        return id;
    }

    private static byte[] GatewayId() => new byte[1];

    private static byte[] EpochContext(int epoch) => new byte[] { (byte)epoch };
}
