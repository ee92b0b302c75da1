using System;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Cbor;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Crypto;

namespace Fachwerk.Protocol.Oscore;

/// <summary>
/// Protects and verifies messages in place (RFC 8613 §5, §8). Allocates nothing of its own; not for more than one
/// thread. Sequence numbers, replay floor and the pairing of answers with requests are the caller's.
/// </summary>
public sealed class OscoreCodec
{
    /// <summary>Bytes of the tag.</summary>
    public const int TagLength = AesCcm.TagLength;

    private const int NonceIdLength = OscoreContext.IdMax;
    private const int PartialIvBytesMax = 5;
    private const int AadMax = 48;

    private readonly IAead _aead;
    private readonly CborWriter _cbor = new CborWriter();
    private readonly CoapWriter _coap = new CoapWriter();
    private readonly byte[] _nonce = new byte[AesCcm.NonceLength];
    private readonly byte[] _partialIv = new byte[PartialIvBytesMax];
    private readonly byte[] _externalAad = new byte[AadMax];
    private readonly byte[] _aad = new byte[AadMax];
    private readonly byte[] _optionValue = new byte[OscoreOption.ValueMax];
    private readonly byte[] _none = new byte[0];

    /// <summary>Creates a codec.</summary>
    public OscoreCodec(IAead aead) => _aead = aead;

    /// <summary>
    /// Protects a request (RFC 8613 §8.1). Message id and token are taken from <paramref name="message"/>; its type,
    /// code and option are set here.
    /// </summary>
    /// <param name="partialIv">
    /// Never used before under this context, at most <see cref="OscoreOption.PartialIvMax"/>.
    /// </param>
    /// <param name="inner">Inner code, options and payload; may overlap <paramref name="output"/>.</param>
    /// <returns>Length of the datagram at <paramref name="outputOffset"/>; 0 when it does not fit.</returns>
    public int ProtectRequest(
        OscoreContext context, OscoreMessage message, long partialIv, byte[] inner, int innerOffset, int innerCount,
        byte[] output, int outputOffset)
    {
        if (partialIv < 0 || partialIv > OscoreOption.PartialIvMax) throw new ArgumentException("Not a partial IV");
        message.Header.Type = CoapType.Confirmable;
        message.Header.Code = CoapCode.Post;
        message.Option.SetRequest(context, partialIv);
        SetNonce(context, context.SenderId, partialIv);
        int aadCount = BuildAad(context.SenderId, partialIv);
        return Seal(context, message, aadCount, inner, innerOffset, innerCount, output, outputOffset);
    }

    /// <summary>
    /// Protects the answer to a request that verified (RFC 8613 §8.3). Message id and token are taken from
    /// <paramref name="message"/>. At most one answer may be sent under a request's nonce.
    /// </summary>
    /// <param name="requestPartialIv">The partial IV of the request.</param>
    /// <param name="ownPartialIv">
    /// <see cref="OscoreOption.NoPartialIv"/> to answer under the request's nonce; else a number of the sender's own,
    /// which then stands in the option.
    /// </param>
    /// <returns>Length of the datagram; 0 when it does not fit.</returns>
    public int ProtectResponse(
        OscoreContext context, OscoreMessage message, long requestPartialIv, long ownPartialIv,
        byte[] inner, int innerOffset, int innerCount, byte[] output, int outputOffset)
    {
        message.Header.Type = CoapType.Acknowledgement;
        message.Header.Code = CoapCode.Changed;
        message.Option.Clear();
        message.Option.PartialIv = ownPartialIv;
        if (ownPartialIv < 0) SetNonce(context, context.RecipientId, requestPartialIv);
        else SetNonce(context, context.SenderId, ownPartialIv);
        int aadCount = BuildAad(context.RecipientId, requestPartialIv);
        return Seal(context, message, aadCount, inner, innerOffset, innerCount, output, outputOffset);
    }

    /// <summary>
    /// Verifies and decrypts a request in place (RFC 8613 §8.2). The caller has compared its partial IV with the replay
    /// floor before and commits it afterwards.
    /// </summary>
    /// <param name="message">As read from the same buffer; on success its payload is the inner message.</param>
    public bool TryUnprotectRequest(OscoreContext context, OscoreMessage message, byte[] buffer)
    {
        OscoreOption option = message.Option;
        if (!option.HasKid || option.PartialIv < 0) return false;
        if (!AreSame(option.Kid, option.KidCount, context.RecipientId)) return false;
        if (!IsOfContext(context, option)) return false;
        SetNonce(context, context.RecipientId, option.PartialIv);
        return Open(context, message, BuildAad(context.RecipientId, option.PartialIv), buffer);
    }

    /// <summary>Verifies and decrypts an answer in place (RFC 8613 §8.4). The caller has matched its token.</summary>
    /// <param name="requestPartialIv">The partial IV of the request it answers.</param>
    public bool TryUnprotectResponse(
        OscoreContext context, OscoreMessage message, long requestPartialIv, byte[] buffer)
    {
        OscoreOption option = message.Option;
        if (option.HasKid && !AreSame(option.Kid, option.KidCount, context.RecipientId)) return false;
        if (option.HasKidContext && !IsOfContext(context, option)) return false;
        if (option.PartialIv < 0) SetNonce(context, context.SenderId, requestPartialIv);
        else SetNonce(context, context.RecipientId, option.PartialIv);
        return Open(context, message, BuildAad(context.SenderId, requestPartialIv), buffer);
    }

    private int Seal(
        OscoreContext context, OscoreMessage message, int aadCount, byte[] inner, int innerOffset, int innerCount,
        byte[] output, int outputOffset)
    {
        byte[]? host = message.UriHost;
        CoapHeader header = message.Header;
        int optionCount = message.Option.Write(_optionValue, 0);

        // The longest outside first, so that the inner message can move before the header is written over it.
        int outside = header.Count + OptionLength(optionCount) + (host == null ? 0 : OptionLength(host.Length)) + 1;
        int total = outside + innerCount + TagLength;
        if (total > OscoreMessage.DatagramMax || total > output.Length - outputOffset) return 0;
        Array.Copy(inner, innerOffset, output, outputOffset + outside, innerCount);
        _coap.Reset(output, outputOffset, outside);
        _coap.WriteHeader(header.Type, header.Code, header.MessageId, header.Token, header.TokenCount);
        if (host != null) _coap.WriteOption(CoapOption.UriHost, host, 0, host.Length);
        _coap.WriteOption(CoapOption.Oscore, _optionValue, 0, optionCount);
        _coap.WritePayloadMarker();
        _aead.Seal(context.SenderKey, _nonce, _aad, aadCount, output, outputOffset + outside, innerCount);
        return total;
    }

    private bool Open(OscoreContext context, OscoreMessage message, int aadCount, byte[] buffer)
    {
        bool verified = _aead.TryOpen(
            context.RecipientKey, _nonce, _aad, aadCount, buffer, message.PayloadOffset, message.PayloadCount);
        if (verified) message.PayloadCount -= TagLength;
        return verified;
    }

    // Both options have numbers below 13 and values below 269 bytes.
    private static int OptionLength(int count) => count < 13 ? 1 + count : 2 + count;

    // RFC 8613 §5.2: (length of id ‖ id, padded on the left to 7 ‖ partial IV, padded to 5) xor common IV.
    private void SetNonce(OscoreContext context, byte[] id, long partialIv)
    {
        Array.Copy(context.CommonIv, 0, _nonce, 0, _nonce.Length);
        _nonce[0] ^= (byte)id.Length;
        int at = 1 + NonceIdLength - id.Length;
        for (int i = 0; i < id.Length; i++) _nonce[at + i] ^= id[i];
        for (int i = _nonce.Length - 1; partialIv > 0; i--)
        {
            _nonce[i] ^= (byte)partialIv;
            partialIv >>= 8;
        }
    }

    // RFC 8613 §5.4: external_aad = [1, [alg], request_kid, request_piv, options], no class I option; within
    // Enc_structure = ["Encrypt0", h'', external_aad].
    private int BuildAad(byte[] requestKid, long requestPartialIv)
    {
        _cbor.Reset(_externalAad, 0, _externalAad.Length);
        _cbor.WriteArray(5);
        _cbor.WriteInteger(1);
        _cbor.WriteArray(1);
        _cbor.WriteInteger(OscoreContext.Algorithm);
        _cbor.WriteBytes(requestKid, 0, requestKid.Length);
        _cbor.WriteBytes(_partialIv, 0, OscoreOption.WritePartialIv(requestPartialIv, _partialIv, 0));
        _cbor.WriteBytes(_none, 0, 0);
        int externalCount = _cbor.Count;
        _cbor.Reset(_aad, 0, _aad.Length);
        _cbor.WriteArray(3);
        _cbor.WriteAscii("Encrypt0");
        _cbor.WriteBytes(_none, 0, 0);
        _cbor.WriteBytes(_externalAad, 0, externalCount);
        return _cbor.Count;
    }

    private static bool IsOfContext(OscoreContext context, OscoreOption option)
    {
        byte[]? idContext = context.IdContext;
        if (idContext == null) return !option.HasKidContext;
        return option.HasKidContext && AreSame(option.KidContext, option.KidContextCount, idContext);
    }

    private static bool AreSame(byte[] left, int leftCount, byte[] right) =>
        leftCount == right.Length && ByteRange.AreEqual(left, 0, right, 0, leftCount);
}
