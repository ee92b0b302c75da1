using Fachwerk.Protocol;
using Fachwerk.Protocol.Oscore;
using Xunit;

namespace Fachwerk.SystemTests.Gateway;

/// <summary>
/// Every pair of key and nonce that protected a datagram, and what it protected. The nonce is put together here once
/// more, from sender id, partial IV and common IV (RFC 8613 §5.2).
/// </summary>
public sealed class NonceLedger
{
    private const int IdMax = 7;
    private const int PartialIvLength = 5;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _protected = [];
    private readonly Dictionary<string, long> _requests = [];
    private readonly List<string> _reused = [];

    /// <summary>How many different pairs were used.</summary>
    public int Count => _protected.Count;

    /// <summary>Pairs that protected two different messages.</summary>
    public IReadOnlyList<string> Reused => _reused;

    public void NoteSent(OscoreContext context, byte[] datagram) => Note(
        new Side(context.SenderKey, context.SenderId), new Side(context.RecipientKey, context.RecipientId),
        context.CommonIv, datagram);

    public void NoteReceived(OscoreContext context, byte[] datagram) => Note(
        new Side(context.RecipientKey, context.RecipientId), new Side(context.SenderKey, context.SenderId),
        context.CommonIv, datagram);

    private void Note(Side from, Side to, byte[] commonIv, byte[] datagram)
    {
        var message = new OscoreMessage();
        lock (_gate)
        {
            if (message.TryReadRequest(datagram, 0, datagram.Length) == WireError.None)
            {
                _requests[ExchangeOf(from, message)] = message.Option.PartialIv;
                Note(from.Key, NonceOf(from.Id, message.Option.PartialIv, commonIv), datagram, message);
                return;
            }

            // An answer without a partial IV of its own is protected under the request's nonce.
            Assert.Equal(WireError.None, message.TryReadResponse(datagram, 0, datagram.Length));
            var nonce = message.Option.PartialIv < 0
                ? NonceOf(to.Id, _requests[ExchangeOf(to, message)], commonIv)
                : NonceOf(from.Id, message.Option.PartialIv, commonIv);
            Note(from.Key, nonce, datagram, message);
        }
    }

    private void Note(byte[] key, byte[] nonce, byte[] datagram, OscoreMessage message)
    {
        var pair = $"{Convert.ToHexString(key)} {Convert.ToHexString(nonce)}";
        var text = Convert.ToHexString(datagram, message.PayloadOffset, message.PayloadCount);
        if (!_protected.TryAdd(pair, text) && _protected[pair] != text)
            _reused.Add(pair);
    }

    private static string ExchangeOf(Side asking, OscoreMessage message) =>
        $"{Convert.ToHexString(asking.Key)} {Convert.ToHexString(message.Header.Token, 0, message.Header.TokenCount)}" +
        $" {message.Header.MessageId}";

    private static byte[] NonceOf(byte[] id, long partialIv, byte[] commonIv)
    {
        var nonce = commonIv.ToArray();
        nonce[0] ^= (byte)id.Length;
        for (var i = 0; i < id.Length; i++)
            nonce[1 + IdMax - id.Length + i] ^= id[i];
        for (var i = 0; i < PartialIvLength; i++)
            nonce[^(1 + i)] ^= (byte)(partialIv >> (8 * i));
        return nonce;
    }

    private readonly record struct Side(byte[] Key, byte[] Id);
}
