using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Crypto;

namespace Fachwerk.Protocol.Codes;

/// <summary>
/// The keys of codes: HKDF-SHA-256(salt empty, code secret, label ‖ controller[4]). The code secret is 16 random
/// bytes and never the transport secret.
/// </summary>
public static class CodeKeys
{
    /// <summary>Bytes of a table key.</summary>
    public const int TableKeyLength = 32;

    /// <summary>Bytes of an offline key.</summary>
    public const int OfflineKeyLength = 16;

    /// <summary>The key of table codes and of the table's digest.</summary>
    public static byte[] DeriveTableKey(IHmacSha256 hmac, byte[] codeSecret, uint controller) =>
        Derive(hmac, codeSecret, "fachwerk table code", controller, TableKeyLength);

    /// <summary>The key of offline codes.</summary>
    public static byte[] DeriveOfflineKey(IHmacSha256 hmac, byte[] codeSecret, uint controller) =>
        Derive(hmac, codeSecret, "fachwerk offline code", controller, OfflineKeyLength);

    private static byte[] Derive(IHmacSha256 hmac, byte[] codeSecret, string label, uint controller, int length) =>
        Hkdf.Derive(hmac, new byte[0], codeSecret, Labels.WithController(label, controller, 0), length);
}
