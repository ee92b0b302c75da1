using System;
using Fachwerk.Protocol.Cbor;
using Fachwerk.Protocol.Crypto;

namespace Fachwerk.Protocol.Oscore;

/// <summary>
/// A security context as one side holds it (RFC 8613 §3): AES-CCM-16-64-128 and HKDF with SHA-256. Changes nothing;
/// numbers and the replay floor live with the caller.
/// </summary>
public sealed class OscoreContext
{
    /// <summary>COSE 10: AES-CCM-16-64-128.</summary>
    public const int Algorithm = 10;

    /// <summary>Bytes of a key.</summary>
    public const int KeyLength = 16;

    /// <summary>Longest sender or recipient id with a 13-byte nonce (RFC 8613 §3.3).</summary>
    public const int IdMax = AesCcm.NonceLength - 6;

    /// <summary>Longest ID context accepted.</summary>
    public const int IdContextMax = 8;

    /// <summary>A context whose keys were derived before. The arrays stay the caller's.</summary>
    /// <param name="senderKey">16 bytes.</param>
    /// <param name="recipientKey">16 bytes.</param>
    /// <param name="commonIv">13 bytes.</param>
    public OscoreContext(
        byte[] senderId, byte[] recipientId, byte[]? idContext, byte[] senderKey, byte[] recipientKey,
        byte[] commonIv)
    {
        SenderId = senderId;
        RecipientId = recipientId;
        IdContext = idContext;
        SenderKey = senderKey;
        RecipientKey = recipientKey;
        CommonIv = commonIv;
    }

    /// <summary>The id this side sends under.</summary>
    public byte[] SenderId { get; }

    /// <summary>The id the other side sends under.</summary>
    public byte[] RecipientId { get; }

    /// <summary>The ID context, null without one.</summary>
    public byte[]? IdContext { get; }

    /// <summary>16 bytes.</summary>
    public byte[] SenderKey { get; }

    /// <summary>16 bytes.</summary>
    public byte[] RecipientKey { get; }

    /// <summary>13 bytes.</summary>
    public byte[] CommonIv { get; }

    /// <summary>Derives keys and common IV (RFC 8613 §3.2).</summary>
    /// <param name="masterSalt">May be empty.</param>
    /// <param name="idContext">Null without one, which is not the same as an empty one.</param>
    public static OscoreContext Derive(
        IHmacSha256 hmac, byte[] masterSecret, byte[] masterSalt, byte[] senderId, byte[] recipientId,
        byte[]? idContext)
    {
        if (senderId.Length > IdMax || recipientId.Length > IdMax) throw new ArgumentException("An id is too long");
        if (idContext != null && idContext.Length > IdContextMax) throw new ArgumentException("ID context is too long");
        byte[] extracted = Hkdf.Extract(hmac, masterSalt, masterSecret);
        byte[] none = new byte[0];
        return new OscoreContext(
            senderId, recipientId, idContext,
            Hkdf.Expand(hmac, extracted, KeyContext(senderId, idContext, "Key", KeyLength), KeyLength),
            Hkdf.Expand(hmac, extracted, KeyContext(recipientId, idContext, "Key", KeyLength), KeyLength),
            Hkdf.Expand(
                hmac, extracted, KeyContext(none, idContext, "IV", AesCcm.NonceLength), AesCcm.NonceLength));
    }

    // RFC 8613 §3.2.1: info = [id, id_context / nil, alg_aead, type, L].
    private static byte[] KeyContext(byte[] id, byte[]? idContext, string type, int length)
    {
        byte[] buffer = new byte[IdMax + IdContextMax + 16];
        CborWriter writer = new CborWriter();
        writer.Reset(buffer, 0, buffer.Length);
        writer.WriteArray(5);
        writer.WriteBytes(id, 0, id.Length);
        if (idContext == null) writer.WriteNull();
        else writer.WriteBytes(idContext, 0, idContext.Length);
        writer.WriteInteger(Algorithm);
        writer.WriteAscii(type);
        writer.WriteInteger(length);
        byte[] context = new byte[writer.Count];
        Array.Copy(buffer, 0, context, 0, writer.Count);
        return context;
    }
}
