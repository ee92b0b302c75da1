using Fachwerk.Backend.Gateway;
using Fachwerk.Backend.Secrets;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Tests.Simulator.Running;
using Xunit;

namespace Fachwerk.Tests.Backend.Gateway;

[Trait("Promise", "G-02")]
public sealed class TelegramGateTests
{
    private const uint Number = 1001;
    private const int Seed = 1001;

    private static readonly byte[] Secret = [.. Enumerable.Range(0, 16).Select(n => (byte)n)];

    private readonly ControllerSession _session = new(Number, Secret, 0, 0, -1);
    private readonly TelegramGate _gate;

    public TelegramGateTests()
    {
        var sessions = new SessionTable();
        sessions.Put(_session);
        _gate = new TelegramGate(sessions, AesNiAead.OrFramework());
    }

    [Fact]
    public void Lets_a_genuine_telegram_in()
    {
        var telegram = Received(Request(0, 7));

        Assert.Null(_gate.Check(telegram));
        Assert.Equal((0, 7L), (telegram.Epoch, telegram.PartialIv));
        Assert.Same(_session, telegram.Session);
    }

    [Fact]
    public void Refuses_a_number_seen_before()
    {
        _session.Commit(0, 7);

        Assert.Equal(DropReason.Replayed, _gate.Check(Received(Request(0, 7))));
        Assert.Null(_gate.Check(Received(Request(0, 8))));
    }

    [Theory]
    [InlineData(Limits.ControllerPartialIvMax, null)]
    [InlineData(Limits.ControllerPartialIvMax + 1L, DropReason.Malformed)]
    [InlineData((1L << 40) - 1, DropReason.Malformed)]
    public void A_number_of_a_controller_has_three_bytes_at_most(long partialIv, DropReason? reason)
    {
        Assert.Equal(reason, _gate.Check(Received(Request(0, partialIv))));
    }

    [Fact]
    [Trait("Promise", "G-01")]
    public void Copies_of_what_was_asked_for_a_proof_end_before_any_cryptography()
    {
        var telegram = Received(Request(2, 7));
        Assert.Null(_gate.Check(telegram));

        _session.NoteAsked(telegram.Epoch, telegram.PartialIv);

        Assert.Equal(DropReason.Replayed, _gate.Check(Received(Request(2, 7))));
        Assert.Null(_gate.Check(Received(Request(2, 8))));
    }

    [Fact]
    public void Does_not_take_a_forged_number_for_seen()
    {
        var forged = Request(0, 9);
        forged[^1] ^= 1;

        Assert.Equal(DropReason.Forged, _gate.Check(Received(forged)));
        Assert.Null(_gate.Check(Received(Request(0, 9))));
    }

    [Fact]
    public void Refuses_an_epoch_that_is_gone_or_too_far_ahead()
    {
        _session.Commit(3, 0);

        Assert.Equal(DropReason.WrongEpoch, _gate.Check(Received(Request(2, 50))));
        Assert.Equal(DropReason.WrongEpoch, _gate.Check(Received(Request(12, 0))));
        Assert.Null(_gate.Check(Received(Request(11, 0))));
    }

    [Fact]
    public void Drops_whatever_noise_comes()
    {
        var random = new Random(Seed);

        for (var i = 0; i < 20_000; i++)
        {
            var noise = new byte[random.Next(0, 80)];
            random.NextBytes(noise);
            Assert.NotNull(_gate.Check(Received(noise)));
        }
    }

    [Fact]
    [Trait("Promise", "G-06")]
    public void A_step_gets_through_however_many_epochs_ahead_are_only_claimed()
    {
        for (var i = 0; i < 2_000; i++)
        {
            var claimed = Request(1 + i % ControllerSession.EpochsAheadMax, 0);
            claimed[^1] ^= 1;
            Assert.Equal(DropReason.Forged, _gate.Check(Received(claimed)));
        }

        Assert.Null(_gate.Check(Received(Request(1, 0))));
    }

    [Fact]
    public void A_copy_of_what_is_about_to_be_committed_is_known_without_its_key()
    {
        var telegram = Received(Request(0, 7));
        Assert.Null(_gate.Check(telegram));

        new TelegramLine(new ManualTime()).Add(telegram);

        Assert.Equal(DropReason.Replayed, _gate.Check(Received(Request(0, 7))));
        Assert.Equal(DropReason.Replayed, _gate.Check(Received(Request(0, 6))));
        Assert.Null(_gate.Check(Received(Request(0, 8))));
    }

    private static byte[] Request(int epoch, long partialIv)
    {
        var secret = ControllerContext.SecretOf(FrameworkHmac.Instance, Secret, Number, 0, epoch);
        var context = ControllerContext.ForController(FrameworkHmac.Instance, secret, Number, epoch);
        var inner = new InnerMessage();
        inner.Begin(CoapCode.Post);
        inner.Resource = Resource.CheckIn;
        var plain = new byte[64];
        var count = inner.Write([0x80], 0, 1, plain, 0, plain.Length);
        var message = new OscoreMessage();
        message.Header.SetToken(0x1234);
        var output = new byte[128];
        var length = new OscoreCodec(new FrameworkAead()).ProtectRequest(
            context, message, partialIv, plain, 0, count, output, 0);
        return output[..length];
    }

    private static Telegram Received(byte[] datagram)
    {
        var telegram = new Telegram { Count = datagram.Length };
        datagram.CopyTo(telegram.Buffer, 0);
        return telegram;
    }
}
