using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Link;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Crypto;
using Fachwerk.Tests.Firmware;
using Xunit;

namespace Fachwerk.Tests.Protocol.Vectors;

/// <summary>The profile's vectors through the firmware's own channel, with its numbers and its FRAM.</summary>
[Trait("Promise", "G-01")]
public sealed class ProfileChannelTests : IDisposable
{
    private const int HeaderLength = 6;

    private readonly SoftwareCryptoChip _crypto = new();

    public void Dispose() => _crypto.Dispose();

    // A controller makes token and message id of its number; they are not protected (SPEC.md §5).
    [Fact]
    public void A_request_has_the_bytes_of_the_vector()
    {
        foreach (Exchange exchange in ProfileVectors.Of("controller"))
        {
            (SecureChannel channel, int length) = Asked(exchange);

            string datagram = Hex.Text(channel.Datagram, 0, length);
            Assert.Equal(exchange.Request[..8], datagram[..8]);
            Assert.Equal(exchange.Request[(2 * HeaderLength)..], datagram[(2 * HeaderLength)..]);
        }
    }

    [Fact]
    public void An_answer_under_either_nonce_is_opened_once()
    {
        foreach (Exchange exchange in ProfileVectors.Of("controller"))
        {
            foreach (string answer in (string[])[exchange.Answer, exchange.AnswerOwn])
            {
                (SecureChannel channel, _) = Asked(exchange);
                byte[] datagram = Hex.Bytes(answer);
                Array.Copy(channel.Datagram, 2, datagram, 2, HeaderLength - 2);
                byte[] again = [.. datagram];

                bool isOpen = channel.TryOpenAnswer(datagram, datagram.Length);

                Assert.True(isOpen, $"{exchange.Controller} {exchange.PartialIv} {exchange.AnswerOwnPartialIv}");
                Assert.Equal(exchange.InnerAnswer, Opened(channel, datagram));
                Assert.False(channel.TryOpenAnswer(again, again.Length));
            }
        }
    }

    [Fact]
    public void A_request_of_the_gateway_is_opened_once_and_answered_in_the_bytes_of_the_vector()
    {
        foreach (Exchange exchange in ProfileVectors.Of("gateway"))
        {
            SecureChannel channel = ChannelOf(exchange, 0);
            byte[] datagram = Hex.Bytes(exchange.Request);
            byte[] again = [.. datagram];

            bool isOpen = channel.TryOpenRequest(datagram, datagram.Length);
            string request = Opened(channel, datagram);
            int length = channel.ProtectAnswer(Begin(channel, CoapCode.Changed, 0, exchange.InnerAnswer));

            Assert.True(isOpen, $"{exchange.Controller} {exchange.PartialIv}");
            Assert.Equal(exchange.InnerRequest, request);
            Assert.Equal(exchange.Answer, Hex.Text(channel.Datagram, 0, length));
            Assert.False(channel.TryOpenRequest(again, again.Length));
        }
    }

    [Fact]
    public void The_channel_steps_through_the_secrets_of_epochs_0_to_5()
    {
        foreach (Ratchet ratchet in ProfileVectors.Ratchets)
        {
            SessionStore session = SessionOf(ratchet.Secrets[0], 0, 0, 0);
            SecureChannel channel = new(session, _crypto, ratchet.Controller);
            List<string> secrets = [Hex.Text(session.Secret)];
            for (int epoch = 1; epoch <= 5; epoch++)
            {
                Assert.True(channel.TryStepEpoch(epoch));
                secrets.Add(Hex.Text(session.Secret));
            }

            Assert.Equal(ratchet.Secrets, secrets);
        }
    }

    private (SecureChannel Channel, int Length) Asked(Exchange exchange)
    {
        SecureChannel channel = ChannelOf(exchange, exchange.PartialIv);
        int body = Begin(channel, CoapCode.Post, Resource.CheckIn, exchange.InnerRequest);
        return (channel, channel.ProtectRequest(body));
    }

    private static int Begin(SecureChannel channel, int code, int resource, string inner)
    {
        byte[] body = Exchange.BodyOf(inner);
        channel.Inner.Begin(code);
        channel.Inner.Resource = resource;
        body.CopyTo(channel.Body, 0);
        return body.Length;
    }

    // The inner message once more, as it was sealed.
    private static string Opened(SecureChannel channel, byte[] datagram)
    {
        byte[] inner = new byte[64];
        int count = channel.Inner.Write(
            datagram, channel.Inner.PayloadOffset, channel.Inner.PayloadCount, inner, 0, inner.Length);
        return Hex.Text(inner, 0, count);
    }

    private SecureChannel ChannelOf(Exchange exchange, long next) =>
        new(SessionOf(exchange.Secret, exchange.Epoch, next, exchange.MessageId), _crypto, exchange.Controller);

    // As it stands in FRAM (SessionStore): secret, epoch, the next number, the replay floor, since when, message base.
    private static SessionStore SessionOf(string secret, int epoch, long next, int messageId)
    {
        Fram fram = new(new TornBus(), Fram.FirstAddress);
        byte[] record = new byte[SessionStore.PayloadBytes];
        Hex.Bytes(secret).CopyTo(record, 0);
        record[16] = (byte)epoch;
        BigEndian.WriteUInt32(record, 17, (uint)next);
        BigEndian.WriteUInt16(record, 29, (int)(messageId - next) & 0xFFFF);
        Assert.True(new AtomicRecord(fram, FramMap.Session, record.Length).TryStore(record, 0));
        SessionStore session = new(fram);
        Assert.Equal(LoadResult.Loaded, session.Load());
        return session;
    }
}
