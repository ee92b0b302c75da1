using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Gateway;
using Fachwerk.Protocol.Coap;
using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Gateway;

/// <summary>Floods beside normal traffic, on a node that takes itself for overloaded: silence for all of it.</summary>
[Trait("Promise", "G-02")]
public sealed class FloodTests(PostgresFixture postgres)
{
    private const int Seed = 20261125;
    private const int Rounds = 20;
    private const int FloodPerRound = 100;

    private static readonly GatewayOptions Overloaded = new() { Port = 0, OverloadedAfter = TimeSpan.Zero };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_flood_of_noise_gets_no_answer_and_keeps_nobody_out()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct, Overloaded);
        using var depot = await rig.EnrolAsync(Ct);
        using var stranger = Stranger(rig);
        var random = new Random(Seed);

        await FloodAsync(depot, stranger, () =>
        {
            var noise = new byte[random.Next(0, 200)];
            random.NextBytes(noise);
            return noise;
        });

        Assert.True(await stranger.HearsNothingAsync(TimeSpan.FromMilliseconds(200), Ct));
        Assert.Equal(Rounds, rig.Counters.Answered);
        Assert.Equal(Rounds, rig.Counters.Accepted);
    }

    [Fact]
    public async Task A_flood_of_replays_gets_no_answer_and_keeps_nobody_out()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct, Overloaded);
        using var depot = await rig.EnrolAsync(Ct);
        using var stranger = Stranger(rig);
        var replayed = depot.CheckIn();
        await depot.AskAsync(replayed, Ct);

        await FloodAsync(depot, stranger, () => replayed);

        Assert.True(await stranger.HearsNothingAsync(TimeSpan.FromMilliseconds(200), Ct));
        Assert.Equal(Rounds + 1, rig.Counters.Answered);
        Assert.True(rig.Counters.Of(DropReason.Replayed) > Rounds);
        Assert.Equal(0, rig.Counters.Of(DropReason.Refused));
    }

    [Fact]
    public async Task A_flood_under_a_depots_number_costs_its_networks_budget_and_never_the_depot()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct, Overloaded);
        using var depot = await rig.EnrolAsync(Ct);
        using var stranger = Stranger(rig);
        await depot.AskAsync(depot.CheckIn(), Ct);
        var forged = Forged(depot);
        var started = postgres.Time.GetTimestamp();

        await FloodAsync(depot, stranger, () => forged);

        var seconds = (int)postgres.Time.GetElapsedTime(started).TotalSeconds + 2;
        Assert.True(await stranger.HearsNothingAsync(TimeSpan.FromMilliseconds(200), Ct));
        Assert.Equal(Rounds + 1, rig.Counters.Answered);
        Assert.InRange(rig.Counters.Of(DropReason.Forged), 1, seconds * SourceDefence.NetworkPerSecond);
        Assert.True(rig.Counters.Of(DropReason.UnknownSource) > 0);
    }

    [Fact]
    public async Task A_depot_is_known_again_after_a_restart_in_the_midst_of_a_flood()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct, Overloaded);
        using var depot = await rig.EnrolAsync(Ct);
        using var stranger = Stranger(rig);
        await depot.AskAsync(depot.CheckIn(), Ct);
        var forged = Forged(depot);

        await rig.RestartAsync(Ct);
        await FloodAsync(depot, stranger, () => forged);

        Assert.Equal(Rounds, rig.Counters.Answered);
        Assert.True(rig.Counters.Of(DropReason.UnknownSource) > 0);
    }

    private static async Task FloodAsync(FakeController depot, FakeController stranger, Func<byte[]> next)
    {
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < FloodPerRound; i++)
                await stranger.SendAsync(next(), Ct);
            var answer = await depot.AskAsync(depot.CheckIn(), Ct);
            Assert.Equal(CoapCode.Changed, answer.Inner.Code);
        }
    }

    // Above the floor, so that only the tag tells.
    private static byte[] Forged(FakeController depot)
    {
        var next = depot.Sequence;
        depot.Sequence = 1_000_000;
        var forged = depot.CheckIn();
        depot.Sequence = next;
        forged[^1] ^= 1;
        return forged;
    }

    private static FakeController Stranger(GatewayRig rig) =>
        new(new EnrolledIdentity(999_999, new byte[16], new byte[16], 0, 16), rig.Port);
}
