using Fachwerk.Backend.Gateway;
using Fachwerk.Protocol;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Crypto;
using Xunit;

namespace Fachwerk.Tests.Protocol.Vectors;

/// <summary>The profile's vectors through the codec, over every AES-CCM and every HMAC of ours.</summary>
[Trait("Promise", "G-01")]
public sealed class ProfileVectorTests
{
    public static TheoryData<string> Ciphers => [.. CipherOf.Keys];

    private static readonly Dictionary<string, Func<IAead>> CipherOf = new()
    {
        ["portable over the framework's AES"] = () => new AesCcm(new FrameworkAes128()),
        ["portable over the simulator's AES"] = () => new AesCcm(new SoftwareAes128()),
        ["the gateway's over the framework"] = () => new Fachwerk.Backend.Gateway.FrameworkAead(),
        ["the gateway's over the processor"] = AesNiAead.OrFramework,
        ["the tests'"] = () => new FrameworkAead()
    };

    private static readonly IHmacSha256[] Hmacs =
        [new FrameworkHmac(), new SoftwareHmacSha256(), Fachwerk.Backend.Secrets.FrameworkHmac.Instance];

    [Fact]
    public void There_are_as_many_as_were_made_and_they_have_all_lengths()
    {
        Assert.Equal((155, 4), (ProfileVectors.All.Count, ProfileVectors.Ratchets.Count));
        foreach (string sender in (string[])["controller", "gateway"])
        {
            Exchange[] exchanges = [.. ProfileVectors.Of(sender)];
            int bytesMax = sender == "controller" ? 3 : 4;
            Assert.Equal(Enumerable.Range(1, bytesMax), Lengths(exchanges.Select(one => one.PartialIv)));
            Assert.Equal(Enumerable.Range(1, 4), Lengths(exchanges.Select(one => one.AnswerOwnPartialIv)));
            Assert.Equal([1, 2, 4], Lengths(exchanges.Select(one => (long)one.Controller)));
        }
    }

    [Fact]
    public void Every_hmac_gives_the_keys_of_both_sides()
    {
        foreach (IHmacSha256 hmac in Hmacs)
        {
            foreach (Exchange exchange in ProfileVectors.All)
            {
                OscoreContext asker = ContextOf(exchange, isAsker: true, hmac);
                OscoreContext answerer = ContextOf(exchange, isAsker: false, hmac);

                Assert.Equal(exchange.SenderKey, Hex.Text(asker.SenderKey));
                Assert.Equal(exchange.RecipientKey, Hex.Text(asker.RecipientKey));
                Assert.Equal(exchange.CommonIv, Hex.Text(asker.CommonIv));
                Assert.Equal(exchange.SenderKey, Hex.Text(answerer.RecipientKey));
                Assert.Equal(exchange.RecipientKey, Hex.Text(answerer.SenderKey));
                Assert.Equal(exchange.CommonIv, Hex.Text(answerer.CommonIv));
            }
        }
    }

    [Fact]
    public void Every_hmac_gives_the_secrets_of_epochs_0_to_5()
    {
        foreach (IHmacSha256 hmac in Hmacs)
        {
            foreach (Ratchet ratchet in ProfileVectors.Ratchets)
            {
                byte[] first = Hex.Bytes(ratchet.Secrets[0]);

                Assert.Equal(ratchet.Secrets, Enumerable.Range(0, 6).Select(epoch =>
                    Hex.Text(ControllerContext.SecretOf(hmac, first, ratchet.Controller, 0, epoch))));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ciphers))]
    public void A_request_has_the_bytes_of_the_vector_and_is_verified(string cipher)
    {
        OscoreCodec codec = new(CipherOf[cipher]());
        foreach (Exchange exchange in ProfileVectors.All)
        {
            byte[] inner = Hex.Bytes(exchange.InnerRequest);
            byte[] output = new byte[128];
            OscoreMessage received = new();

            int count = codec.ProtectRequest(ContextOf(exchange, isAsker: true), MessageOf(exchange),
                exchange.PartialIv, inner, 0, inner.Length, output, 0);
            byte[] datagram = Hex.Bytes(exchange.Request);
            WireError read = received.TryReadRequest(datagram, 0, datagram.Length);
            bool isOpen = codec.TryUnprotectRequest(ContextOf(exchange, isAsker: false), received, datagram);

            Assert.Equal(exchange.Request, Hex.Text(output, 0, count));
            Assert.Equal((WireError.None, true, exchange.PartialIv), (read, isOpen, received.Option.PartialIv));
            Assert.Equal(exchange.InnerRequest, Hex.Text(datagram, received.PayloadOffset, received.PayloadCount));
        }
    }

    [Theory]
    [MemberData(nameof(Ciphers))]
    public void An_answer_under_either_nonce_has_the_bytes_of_the_vector_and_is_verified(string cipher)
    {
        OscoreCodec codec = new(CipherOf[cipher]());
        foreach (Exchange exchange in ProfileVectors.All)
        {
            AssertAnswer(codec, exchange, OscoreOption.NoPartialIv, exchange.Answer);
            AssertAnswer(codec, exchange, exchange.AnswerOwnPartialIv, exchange.AnswerOwn);
        }
    }

    [Fact]
    public void The_cipher_gets_the_nonce_and_additional_data_of_the_vector()
    {
        SpyAead spy = new();
        OscoreCodec codec = new(spy);
        foreach (Exchange exchange in ProfileVectors.All)
        {
            byte[] output = new byte[128];
            OscoreContext asker = ContextOf(exchange, isAsker: true);
            OscoreContext answerer = ContextOf(exchange, isAsker: false);

            codec.ProtectRequest(asker, MessageOf(exchange), exchange.PartialIv, [2], 0, 1, output, 0);
            Assert.Equal((exchange.SenderKey, exchange.Nonce, exchange.Aad), spy.Last);
            codec.ProtectResponse(
                answerer, MessageOf(exchange), exchange.PartialIv, OscoreOption.NoPartialIv, [68], 0, 1, output, 0);
            Assert.Equal((exchange.RecipientKey, exchange.Nonce, exchange.Aad), spy.Last);
            codec.ProtectResponse(answerer, MessageOf(exchange), exchange.PartialIv, exchange.AnswerOwnPartialIv,
                [68], 0, 1, output, 0);
            Assert.Equal((exchange.RecipientKey, exchange.AnswerOwnNonce, exchange.Aad), spy.Last);
        }
    }

    private static void AssertAnswer(OscoreCodec codec, Exchange exchange, long ownPartialIv, string expected)
    {
        byte[] inner = Hex.Bytes(exchange.InnerAnswer);
        byte[] output = new byte[128];
        OscoreMessage received = new();

        int count = codec.ProtectResponse(ContextOf(exchange, isAsker: false), MessageOf(exchange),
            exchange.PartialIv, ownPartialIv, inner, 0, inner.Length, output, 0);
        byte[] datagram = Hex.Bytes(expected);
        WireError read = received.TryReadResponse(datagram, 0, datagram.Length);
        bool isOpen = codec.TryUnprotectResponse(
            ContextOf(exchange, isAsker: true), received, exchange.PartialIv, datagram);

        Assert.Equal(expected, Hex.Text(output, 0, count));
        Assert.Equal((WireError.None, true), (read, isOpen));
        Assert.Equal(exchange.InnerAnswer, Hex.Text(datagram, received.PayloadOffset, received.PayloadCount));
    }

    private static OscoreContext ContextOf(Exchange exchange, bool isAsker) =>
        ContextOf(exchange, isAsker, Hmacs[0]);

    private static OscoreContext ContextOf(Exchange exchange, bool isAsker, IHmacSha256 hmac)
    {
        byte[] secret = Hex.Bytes(exchange.Secret);
        return exchange.IsOfController == isAsker
            ? ControllerContext.ForController(hmac, secret, exchange.Controller, exchange.Epoch)
            : ControllerContext.ForGateway(hmac, secret, exchange.Controller, exchange.Epoch);
    }

    private static OscoreMessage MessageOf(Exchange exchange)
    {
        OscoreMessage message = new();
        message.Header.MessageId = exchange.MessageId;
        message.Header.TokenCount = exchange.Token.Length;
        exchange.Token.CopyTo(message.Header.Token, 0);
        return message;
    }

    private static IEnumerable<int> Lengths(IEnumerable<long> numbers) =>
        numbers.Select(number => (Math.Max(1, 64 - (int)long.LeadingZeroCount(number)) + 7) / 8).Distinct().Order();

    private sealed class SpyAead : IAead
    {
        public (string Key, string Nonce, string Aad) Last { get; private set; }

        public void Seal(byte[] key, byte[] nonce, byte[] aad, int aadCount, byte[] buffer, int offset, int count) =>
            Last = (Hex.Text(key), Hex.Text(nonce), Hex.Text(aad, 0, aadCount));

        public bool TryOpen(byte[] key, byte[] nonce, byte[] aad, int aadCount, byte[] buffer, int offset, int count) =>
            false;
    }
}
