using Fachwerk.Backend.Gateway;
using Fachwerk.Protocol;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Fachwerk.Witness;
using Xunit;

namespace Fachwerk.SystemTests.Gateway;

/// <summary>What a depot meets after the fleet's generation was raised.</summary>
public sealed class EchoTests(PostgresFixture postgres)
{
    private const string Raise = "update master set generation = generation + 1";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Promise", "G-01")]
    public async Task A_depot_is_asked_for_an_echo_once_and_served_again()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var controller = await rig.EnrolAsync(Ct);
        await controller.AskAsync(controller.CheckIn(), Ct);
        await rig.Fleet.ExecuteAsync(Raise, Ct);

        var asked = await controller.AskAsync(controller.CheckIn(), Ct);
        var served = await controller.AskAsync(WithEcho(controller, asked), Ct);
        var after = await controller.AskAsync(controller.CheckIn(), Ct);

        Assert.Equal(CoapCode.Unauthorized, asked.Inner.Code);
        Assert.Equal(CoapCode.Changed, served.Inner.Code);
        Assert.Equal(1L << 24, after.CheckIn().TableVersion);
    }

    [Fact]
    [Trait("Promise", "G-01")]
    public async Task The_question_stands_under_a_number_of_its_own_and_draws_none_from_the_orders()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var controller = await rig.EnrolAsync(Ct);
        await controller.AskAsync(controller.CheckIn(), Ct);
        await rig.Fleet.ExecuteAsync(Raise, Ct);
        await rig.Fleet.ExecuteAsync("update master set drawn = x'abcdef01'::bigint", Ct);
        var telegram = controller.CheckIn();

        var asked = await controller.AskAsync(telegram, Ct);

        Assert.Equal(CoapCode.Unauthorized, asked.Inner.Code);
        Assert.Equal(0x01_AB_000001, PartialIvOf(asked.Buffer));
        Assert.Equal(1L << 24, await rig.Fleet.ScalarAsync<long>("select order_sequence from controllers", Ct));
    }

    [Fact]
    [Trait("Promise", "G-01")]
    [Trait("Promise", "G-02")]
    public async Task Copies_of_a_telegram_get_no_second_answer_and_cost_no_statement()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var controller = await rig.EnrolAsync(Ct);
        var before = controller.CheckIn();
        await rig.Fleet.ExecuteAsync(Raise, Ct);
        var telegram = controller.CheckIn();
        await controller.AskAsync(telegram, Ct);
        var replayed = rig.Counters.Of(DropReason.Replayed);

        for (var i = 0; i < 100; i++)
            await controller.SendAsync(i % 2 == 0 ? telegram : before, Ct);
        var served = await controller.AskAsync(controller.CheckIn(), Ct);

        Assert.Equal(CoapCode.Unauthorized, served.Inner.Code);
        Assert.Equal(replayed + 100, rig.Counters.Of(DropReason.Replayed));
        Assert.False(controller.HasMore);
    }

    [Fact]
    [Trait("Promise", "G-01")]
    public async Task Another_life_of_the_node_asks_the_same_request_in_the_same_bytes()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var controller = await rig.EnrolAsync(Ct);
        var ledger = new NonceLedger();
        controller.Ledger = ledger;
        await rig.Fleet.ExecuteAsync(Raise, Ct);
        var telegram = controller.CheckIn();
        await controller.AskAsync(telegram, Ct);

        await rig.RestartAsync(Ct);
        controller.Gateway = rig.Port;
        var again = await controller.AskAsync(telegram, Ct);

        Assert.Equal(CoapCode.Unauthorized, again.Inner.Code);
        Assert.Equal(2, ledger.Count);
        Assert.Empty(ledger.Reused);
    }

    [Fact]
    [Trait("Promise", "G-01")]
    public async Task A_telegram_of_the_lost_past_is_not_accepted()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var controller = await rig.EnrolAsync(Ct);
        var lost = controller.Events(1, new JournalEvent { Kind = (int)EventKind.DoorOpened, Compartment = 1 });
        await rig.Fleet.ExecuteAsync(Raise, Ct);

        var answer = await controller.AskAsync(lost, Ct);

        Assert.Equal(CoapCode.Unauthorized, answer.Inner.Code);
        Assert.Equal(0L, await rig.Fleet.ScalarAsync<long>("select count(*) from inbox", Ct));
    }

    [Fact]
    public async Task A_telegram_with_the_echo_is_accepted_once()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var controller = await rig.EnrolAsync(Ct);
        await rig.Fleet.ExecuteAsync(Raise, Ct);
        var asked = await controller.AskAsync(controller.CheckIn(), Ct);
        var proof = WithEcho(controller, asked);

        await controller.AskAsync(proof, Ct);
        await controller.SendAsync(proof, Ct);

        Assert.True(await controller.HearsNothingAsync(TimeSpan.FromMilliseconds(500), Ct));
    }

    [Fact]
    public async Task An_echo_of_another_generation_proves_nothing()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var controller = await rig.EnrolAsync(Ct);
        await rig.Fleet.ExecuteAsync(Raise, Ct);
        var asked = await controller.AskAsync(controller.CheckIn(), Ct);
        await rig.Fleet.ExecuteAsync(Raise, Ct);

        var answer = await controller.AskAsync(WithEcho(controller, asked), Ct);

        Assert.Equal(CoapCode.Unauthorized, answer.Inner.Code);
    }

    private static long PartialIvOf(byte[] answer)
    {
        var message = new OscoreMessage();
        Assert.Equal(WireError.None, message.TryReadResponse(answer, 0, answer.Length));
        return message.Option.PartialIv;
    }

    private static byte[] WithEcho(FakeController controller, FakeController.Answer asked)
    {
        var body = new CheckIn { AppVersion = AppVersion.Encode(1, 2, 3), OldestUnacked = 1 };
        body.OpenDoors.Clear(16);
        return controller.Request(CoapCode.Post, Resource.CheckIn, buffer => body.Write(buffer, 0, buffer.Length),
            inner =>
            {
                asked.Inner.Echo.CopyTo(inner.Echo, 0);
                inner.EchoCount = asked.Inner.EchoCount;
            });
    }
}
