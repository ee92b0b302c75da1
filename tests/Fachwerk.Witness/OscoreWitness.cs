using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Fachwerk.Witness;

/// <summary>
/// SPEC.md §5 once more, after its text and RFC 8613 alone: it listens to one controller and its gateways, knows the
/// first secret, and opens what they send. It shares no code with either side, so that a fault which both of them have
/// does not hide. For any thread.
/// </summary>
public sealed class OscoreWitness
{
    private const int KeyLength = 16;
    private const int IvLength = 13;
    private const int TagLength = 8;
    private const int IdWidth = 7;
    private const byte PayloadMarker = 0xFF;

    private readonly Lock _gate = new();
    private readonly List<byte[]> _secrets;
    private readonly byte[] _controller = new byte[4];
    private readonly Dictionary<int, Keys> _keys = [];
    private readonly Dictionary<(Side Asker, string Exchange), Asked> _byExchange = [];
    private readonly List<Asked> _asked = [];

    /// <param name="secret">Of epoch 0, 16 bytes.</param>
    public OscoreWitness(byte[] secret, uint controller)
    {
        _secrets = [secret];
        BinaryPrimitives.WriteUInt32BigEndian(_controller, controller);
    }

    /// <summary>The secret of an epoch (SPEC.md §5, "Epochs").</summary>
    public byte[] SecretOf(int epoch)
    {
        while (_secrets.Count <= epoch)
        {
            byte[] info = [.. "fachwerk epoch"u8, .. _controller, (byte)_secrets.Count];
            _secrets.Add(HKDF.DeriveKey(HashAlgorithmName.SHA256, _secrets[^1], KeyLength, [], info));
        }

        return _secrets[epoch];
    }

    /// <summary>Opens a datagram that a side sends; the request of an answer has to have been seen before.</summary>
    /// <returns>Null when it is not protected as SPEC.md says.</returns>
    public Sealing? See(byte[] datagram, Side from)
    {
        lock (_gate)
        {
            if (!TryRead(datagram, out string exchange, out Option option, out byte[] payload))
                return null;
            if (option.KidContext is [var epoch])
            {
                bool isOwn = option.Kid is { } kid && kid.AsSpan().SequenceEqual(IdOf(from));
                if (!isOwn || option.PartialIv.Length == 0)
                    return null;
                Asked request = new(from, epoch, option.PartialIv);
                _byExchange[(from, exchange)] = request;
                _asked.Add(request);
                return Open(from, request, from, option.PartialIv, payload);
            }

            Side asker = from == Side.Gateway ? Side.Controller : Side.Gateway;
            return OpenAnswer(from, _byExchange.GetValueOrDefault((asker, exchange)), option.PartialIv, payload)
                ?? Enumerable.Reverse(_asked).Where(asked => asked.Asker == asker)
                    .Select(asked => OpenAnswer(from, asked, option.PartialIv, payload))
                    .FirstOrDefault(opened => opened is not null);
        }
    }

    // Message id and token are not protected: where they were changed on the way, the answer carries what they became,
    // and only its nonce and additional data tell what it answers.
    private Sealing? OpenAnswer(Side from, Asked? asked, byte[] ownIv, byte[] payload)
    {
        if (asked is null)
            return null;
        return ownIv.Length == 0
            ? Open(from, asked, asked.Asker, asked.PartialIv, payload)
            : Open(from, asked, from, ownIv, payload);
    }

    private Sealing? Open(Side from, Asked asked, Side numberOf, byte[] partialIv, byte[] payload)
    {
        Keys keys = KeysOf(asked.Epoch);
        byte[] key = from == Side.Controller ? keys.OfController : keys.OfGateway;
        byte[] nonce = NonceOf(IdOf(numberOf), partialIv, keys.CommonIv);
        byte[] inner = new byte[payload.Length - TagLength];
        using AesCcm cipher = new(key);
        try
        {
            cipher.Decrypt(nonce, payload[..^TagLength], payload[^TagLength..], inner,
                AdditionalDataOf(IdOf(asked.Asker), asked.PartialIv));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        long number = partialIv.Aggregate(0L, (value, next) => (value << 8) | next);
        return new Sealing(from, Sealing.NumberOf(key), Sealing.NumberOf(nonce), asked.Epoch, number,
            Convert.ToHexStringLower(payload), Convert.ToHexStringLower(inner));
    }

    private byte[] IdOf(Side side) => side == Side.Controller ? _controller : [0];

    // RFC 8613 §3.2.1, in the profile's values: info = [id, h'epoch', 10, "Key" or "IV", length].
    private Keys KeysOf(int epoch)
    {
        if (_keys.TryGetValue(epoch, out Keys? known))
            return known;
        byte[] secret = SecretOf(epoch);
        byte[] Derive(byte[] id, ReadOnlySpan<byte> label, int length)
        {
            byte[] info = [0x85, (byte)(0x40 + id.Length), .. id, 0x41, (byte)epoch, 0x0A,
                (byte)(0x60 + label.Length), .. label, (byte)length];
            return HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, length, [], info);
        }

        Keys keys = new(Derive(_controller, "Key"u8, KeyLength), Derive([0], "Key"u8, KeyLength),
            Derive([], "IV"u8, IvLength));
        _keys.Add(epoch, keys);
        return keys;
    }

    // RFC 8613 §5.2, figure 5: length of the id, the id right-aligned in 7 bytes, the partial IV in 5; with the IV.
    private static byte[] NonceOf(byte[] id, byte[] partialIv, byte[] commonIv)
    {
        byte[] mask =
        [
            (byte)id.Length, .. new byte[IdWidth - id.Length], .. id,
            .. new byte[IvLength - 1 - IdWidth - partialIv.Length], .. partialIv
        ];
        return [.. mask.Zip(commonIv, (left, right) => (byte)(left ^ right))];
    }

    // RFC 8613 §5.4: ["Encrypt0", h'', << [1, [10], kid, partial IV, h''] >>].
    private static byte[] AdditionalDataOf(byte[] kid, byte[] partialIv)
    {
        byte[] external = [0x85, 0x01, 0x81, 0x0A, (byte)(0x40 + kid.Length), .. kid,
            (byte)(0x40 + partialIv.Length), .. partialIv, 0x40];
        return [0x83, 0x68, .. "Encrypt0"u8, 0x40, (byte)(0x40 + external.Length), .. external];
    }

    // A header, the token, option 9 alone, a marker, ciphertext and tag: the profile has nothing else outside.
    private static bool TryRead(byte[] datagram, out string exchange, out Option option, out byte[] payload)
    {
        (exchange, option, payload) = ("", default, []);
        if (datagram.Length < 4 || datagram.Length < 6 + (datagram[0] & 15))
            return false;
        int at = 4 + (datagram[0] & 15);
        exchange = Convert.ToHexString(datagram, 2, at - 2);
        int length = datagram[at] & 15;
        int end = at + 1 + length;
        if (datagram[at] >> 4 != 9 || length > 12 || datagram.Length <= end + 1 + TagLength
            || datagram[end] != PayloadMarker)
            return false;
        option = OptionOf(datagram[(at + 1)..end]);
        payload = datagram[(end + 1)..];
        return true;
    }

    // RFC 8613 §6.1.
    private static Option OptionOf(byte[] value)
    {
        if (value.Length == 0)
            return new Option([], null, null);
        int at = 1 + (value[0] & 7);
        byte[] partialIv = value[1..at];
        byte[]? kidContext = null;
        if ((value[0] & 0x10) != 0)
        {
            kidContext = value[(at + 1)..(at + 1 + value[at])];
            at += 1 + kidContext.Length;
        }

        return new Option(partialIv, kidContext, (value[0] & 8) != 0 ? value[at..] : null);
    }

    private readonly record struct Option(byte[] PartialIv, byte[]? KidContext, byte[]? Kid);

    private sealed record Asked(Side Asker, int Epoch, byte[] PartialIv);

    private sealed record Keys(byte[] OfController, byte[] OfGateway, byte[] CommonIv);
}
