using System.Net;
using System.Net.Sockets;
using Fachwerk.Backend.Gateway;
using Fachwerk.Protocol.Coap;
using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Gateway;

/// <summary>Each kind of bad datagram: no answer, no exception, a counter, and the next good telegram works.</summary>
[Trait("Promise", "G-02")]
public sealed class BadDatagramTests(PostgresFixture postgres)
{
    private const int Seed = 20260823;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Is_silent_to_what_is_no_telegram()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        var random = new Random(Seed);

        await depot.SendAsync([], Ct);
        await depot.SendAsync([0x40], Ct);
        for (var i = 0; i < 200; i++)
        {
            var noise = new byte[random.Next(2, 1200)];
            random.NextBytes(noise);
            await depot.SendAsync(noise, Ct);
        }

        await AssertOnlyTheNextIsAnsweredAsync(depot);
        Assert.Equal(202, DroppedBy(rig));
    }

    [Fact]
    public async Task Drops_what_is_longer_than_a_telegram()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);

        await depot.SendAsync(new byte[65_507], Ct);
        await depot.SendAsync(new byte[1_153], Ct);

        await AssertOnlyTheNextIsAnsweredAsync(depot);
        Assert.Equal(2, rig.Counters.Of(DropReason.TooLong));
    }

    [Fact]
    public async Task Is_silent_to_a_telegram_cut_at_any_byte()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        var telegram = depot.CheckIn();

        for (var count = 0; count < telegram.Length; count++)
            await depot.SendAsync(telegram[..count], Ct);

        await AssertOnlyTheNextIsAnsweredAsync(depot);
        Assert.Equal(telegram.Length, DroppedBy(rig));
    }

    [Fact]
    public async Task Is_silent_to_a_telegram_with_any_bit_flipped_that_counts()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        var telegram = depot.CheckIn();

        // Message id and token (bytes 2 to 5) are outside OSCORE and no part of what the telegram says.
        int[] positions = [0, 1, .. Enumerable.Range(6, telegram.Length - 6)];
        foreach (var position in positions)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var flipped = telegram.ToArray();
                flipped[position] ^= (byte)(1 << bit);
                await depot.SendAsync(flipped, Ct);
            }
        }

        await AssertOnlyTheNextIsAnsweredAsync(depot);
        Assert.Equal(positions.Length * 8, DroppedBy(rig));
        Assert.Equal(1, rig.Counters.Accepted);
    }

    [Fact]
    public async Task Is_silent_to_unprotected_messages()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        byte[] ping = [0x40, 0x00, 0x12, 0x34];
        byte[] get = [0x42, 0x01, 0x12, 0x34, 0xAB, 0xCD, 0xB1, (byte)'c'];
        byte[] post = [0x42, 0x02, 0x12, 0x34, 0xAB, 0xCD, 0xB1, (byte)'c', 0xFF, 0x80];

        await depot.SendAsync(ping, Ct);
        await depot.SendAsync(get, Ct);
        await depot.SendAsync(post, Ct);

        await AssertOnlyTheNextIsAnsweredAsync(depot);
        Assert.Equal(3, DroppedBy(rig));
        Assert.True(rig.Counters.Of(DropReason.NotProtected) >= 2);
    }

    [Fact]
    public async Task Is_silent_to_an_unknown_controller_and_asks_nobody_about_it()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        var identity = new Backend.Fleet.EnrolledIdentity(999_999, new byte[16], new byte[16], 0, 16);
        using var stranger = new FakeController(identity, rig.Port);

        await stranger.SendAsync(stranger.CheckIn(), Ct);

        await AssertOnlyTheNextIsAnsweredAsync(depot);
        Assert.Equal(1, rig.Counters.Of(DropReason.UnknownController));
        Assert.True(await stranger.HearsNothingAsync(TimeSpan.FromMilliseconds(100), Ct));
    }

    [Fact]
    public async Task Is_silent_to_the_right_controller_with_a_wrong_key()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var forger = await rig.EnrolAsync(Ct);
        using var depot = await rig.EnrolAsync(Ct);
        forger.ForgetKey();

        await forger.SendAsync(forger.CheckIn(), Ct);

        await AssertOnlyTheNextIsAnsweredAsync(depot);
        Assert.Equal(1, rig.Counters.Of(DropReason.Forged));
        Assert.True(await forger.HearsNothingAsync(TimeSpan.FromMilliseconds(100), Ct));
    }

    [Fact]
    public async Task Is_silent_to_an_old_epoch()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        var old = depot.CheckIn();
        depot.StepTo(1);
        await depot.AskAsync(depot.CheckIn(), Ct);

        await depot.SendAsync(old, Ct);

        await AssertOnlyTheNextIsAnsweredAsync(depot);
        Assert.Equal(1, rig.Counters.Of(DropReason.WrongEpoch));
    }

    [Fact]
    public async Task Is_silent_to_answers_nobody_waits_for()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        byte[] answer = [0x62, 0x44, 0x12, 0x34, 0xAB, 0xCD, 0x90, 0xFF, 1, 2, 3, 4, 5, 6, 7, 8, 9];

        await depot.SendAsync(answer, Ct);

        await AssertOnlyTheNextIsAnsweredAsync(depot);
        Assert.Equal(1, rig.Counters.Of(DropReason.UnknownAnswer));
    }

    [Fact]
    public async Task Goes_on_after_a_client_that_closed_its_port()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        var telegram = depot.CheckIn();
        using (var passing = new UdpClient())
            await passing.SendAsync(telegram, new IPEndPoint(IPAddress.Loopback, rig.Port), Ct);

        await AssertOnlyTheNextIsAnsweredAsync(depot);
    }

    // The datagrams before it were sent on the same socket, so an answer to one of them would be heard first.
    private static async Task AssertOnlyTheNextIsAnsweredAsync(FakeController depot)
    {
        var answer = await depot.AskAsync(depot.CheckIn(), Ct);
        Assert.Equal(CoapCode.Changed, answer.Inner.Code);
        Assert.True(await depot.HearsNothingAsync(TimeSpan.FromMilliseconds(50), Ct));
    }

    private static long DroppedBy(GatewayRig rig) => Enum.GetValues<DropReason>().Sum(rig.Counters.Of);
}
