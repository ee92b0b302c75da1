using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
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
    public async Task The_question_stands_under_a_number_of_the_gateways_own_above_the_lost_ones()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var controller = await rig.EnrolAsync(Ct);
        await controller.AskAsync(controller.CheckIn(), Ct);
        await rig.Fleet.ExecuteAsync(Raise, Ct);
        var telegram = controller.CheckIn();

        await controller.AskAsync(telegram, Ct);
        var again = await controller.AskAsync(telegram, Ct);

        Assert.Equal(CoapCode.Unauthorized, again.Inner.Code);
        Assert.Equal(65_538L, await rig.Fleet.ScalarAsync<long>("select order_sequence from controllers", Ct));
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
