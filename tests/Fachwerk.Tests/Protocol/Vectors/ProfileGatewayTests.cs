using Fachwerk.Backend.Gateway;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Tests.Simulator.Running;
using Xunit;

namespace Fachwerk.Tests.Protocol.Vectors;

/// <summary>
/// The profile's vectors through what the gateway receives and sends with: sessions of bare keys, the gate, the
/// writers' contexts and the reader of answers to orders.
/// </summary>
[Trait("Promise", "G-01")]
public sealed class ProfileGatewayTests
{
    private static readonly IAead[] Ciphers = [new Fachwerk.Backend.Gateway.FrameworkAead(), AesNiAead.OrFramework()];

    [Fact]
    public void The_gate_lets_a_request_in_and_its_context_answers_in_the_bytes_of_the_vector()
    {
        foreach (Exchange exchange in ProfileVectors.Of("controller"))
        {
            foreach (IAead aead in Ciphers)
            {
                SessionTable sessions = new();
                sessions.Put(SessionOf(exchange));
                Telegram telegram = Received(exchange.Request);

                DropReason? reason = new TelegramGate(sessions, aead).Check(telegram);

                Assert.Null(reason);
                Assert.Equal((exchange.Epoch, exchange.PartialIv), (telegram.Epoch, telegram.PartialIv));
                Assert.Equal(exchange.InnerRequest, Opened(telegram));
                Assert.Equal(exchange.Answer, Answer(aead, telegram, exchange, OscoreOption.NoPartialIv));
                Assert.Equal(exchange.AnswerOwn, Answer(aead, telegram, exchange, exchange.AnswerOwnPartialIv));
            }
        }
    }

    [Fact]
    public void A_kept_context_asks_in_the_bytes_of_the_vector_and_either_answer_is_genuine()
    {
        foreach (Exchange exchange in ProfileVectors.Of("gateway"))
        {
            foreach (IAead aead in Ciphers)
            {
                OscoreContext context = SessionOf(exchange).ContextOf(exchange.Epoch)!;
                OscoreMessage message = new();
                message.Header.MessageId = exchange.MessageId;
                message.Header.SetToken((exchange.Token[0] << 8) | exchange.Token[1]);
                byte[] inner = Hex.Bytes(exchange.InnerRequest);
                byte[] output = new byte[128];

                int count = new OscoreCodec(aead).ProtectRequest(
                    context, message, exchange.PartialIv, inner, 0, inner.Length, output, 0);

                Assert.Equal(exchange.Request, Hex.Text(output, 0, count));
                AssertGenuine(aead, context, exchange, exchange.Answer);
                AssertGenuine(aead, context, exchange, exchange.AnswerOwn);
            }
        }
    }

    [Fact]
    public void A_session_goes_through_the_secrets_of_epochs_0_to_5()
    {
        foreach (Ratchet ratchet in ProfileVectors.Ratchets)
        {
            ControllerSession session = new(ratchet.Controller, Hex.Bytes(ratchet.Secrets[0]), 0, 0, -1);
            IEnumerable<string> ahead = [.. Enumerable.Range(0, 6).Select(epoch => Hex.Text(session.SecretOf(epoch)))];
            session.Commit(3, 0);

            Assert.Equal(ratchet.Secrets, ahead);
            Assert.Equal(ratchet.Secrets[3..], Enumerable.Range(3, 3).Select(epoch =>
                Hex.Text(session.SecretOf(epoch))));
        }
    }

    // The body is no order's answer: that it is genuine shows in it being opened before it is looked at.
    private static void AssertGenuine(IAead aead, OscoreContext context, Exchange exchange, string answer)
    {
        OrderExchanges exchanges = new(new ManualTime(), (ushort)(((exchange.Token[0] << 8) | exchange.Token[1]) - 1));
        exchanges.Add(new OrderExchange(exchange.Controller, 1, context, exchange.PartialIv, 0, 0),
            (ushort)exchange.MessageId);
        Telegram telegram = Received(answer);

        DropReason? reason = new OrderTelegrams(aead).Read(telegram, exchanges, out _, out _);

        Assert.Equal(DropReason.Malformed, reason);
        Assert.Equal(exchange.InnerAnswer, Opened(telegram));
    }

    private static string Answer(IAead aead, Telegram telegram, Exchange exchange, long ownPartialIv)
    {
        byte[] inner = Hex.Bytes(exchange.InnerAnswer);
        byte[] output = new byte[128];
        int count = new OscoreCodec(aead).ProtectResponse(telegram.Context, telegram.Message, telegram.PartialIv,
            ownPartialIv, inner, 0, inner.Length, output, 0);
        return Hex.Text(output, 0, count);
    }

    private static ControllerSession SessionOf(Exchange exchange) =>
        new(exchange.Controller, Hex.Bytes(exchange.Secret), exchange.Epoch, exchange.Epoch, -1);

    private static Telegram Received(string hex)
    {
        Telegram telegram = new();
        byte[] datagram = Hex.Bytes(hex);
        datagram.CopyTo(telegram.Buffer, 0);
        telegram.Count = datagram.Length;
        return telegram;
    }

    private static string Opened(Telegram telegram) =>
        Hex.Text(telegram.Buffer, telegram.Message.PayloadOffset, telegram.Message.PayloadCount);
}
