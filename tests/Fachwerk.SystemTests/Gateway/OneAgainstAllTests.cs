using Fachwerk.Backend.Fleet;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Gateway;

/// <summary>
/// One depot with its own key, or a stranger with one captured telegram or none, sends without end: the others are
/// served as before, and nobody is asked to call less often.
/// </summary>
[Trait("Promise", "G-06")]
[Collection(nameof(Alone))]
public sealed class OneAgainstAllTests(PostgresFixture postgres)
{
    private const int Usual = 60;
    private const int Exchanges = 20;
    private const int NewPorts = 12;
    private const int TriesMax = 3;
    private const int FarAhead = 1_000_000;

    private static readonly TimeSpan FloodMax = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_depot_that_checks_in_without_end_changes_nobodys_interval()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var busy = await rig.EnrolAsync(Ct);
        using var other = await rig.EnrolAsync(Ct);
        await using var flood = Flooding(rig, 1_500, _ => busy.CheckIn());
        await rig.UntilAsync("select partial_iv > 4500 from controllers order by number limit 1", true, Ct);

        var asked = new List<int>();
        for (var i = 0; i < Exchanges; i++)
            asked.Add((await other.AskAsync(other.CheckIn(), Ct)).CheckIn().NextCheckInSeconds);

        Assert.All(asked, seconds => Assert.Equal(Usual, seconds));
    }

    [Fact]
    public async Task A_depot_that_reads_its_table_without_end_keeps_nobody_out()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var busy = await rig.EnrolAsync(Ct);
        using var other = await rig.EnrolAsync(Ct);
        await using var flood = Flooding(rig, 15_000, _ => busy.ReadTable(0));
        await rig.UntilAsync("select partial_iv > 20000 from controllers order by number limit 1", true, Ct);

        Assert.Equal(Exchanges, await AnsweredAsync(other, other.CheckIn));
    }

    [Fact]
    public async Task A_captured_telegram_in_copies_locks_nobody_out_after_the_database_went_back()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var own = await rig.EnrolAsync(Ct);
        using var other = await rig.EnrolAsync(Ct);
        await own.AskAsync(own.CheckIn(), Ct);
        await rig.Fleet.ExecuteAsync("update master set generation = generation + 1", Ct);
        var captured = own.CheckIn();
        await using var flood = Flooding(rig, 15_000, _ => captured);
        await rig.UntilAsync("select floor_known from controllers order by number limit 1", false, Ct);

        Assert.Equal(CoapCode.Changed, await ProveFreshAsync(own));
        Assert.Equal(CoapCode.Changed, await ProveFreshAsync(other));
        Assert.Equal(Exchanges, await AnsweredAsync(own, own.CheckIn));
        Assert.Equal(Exchanges, await AnsweredAsync(other, other.CheckIn));
    }

    [Fact]
    public async Task A_busy_depot_beside_forged_telegrams_keeps_no_depot_on_a_new_port_out()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var busy = await rig.EnrolAsync(Ct);
        var others = new List<EnrolledIdentity>();
        for (var i = 0; i < NewPorts; i++)
            others.Add(await rig.IdentityAsync(Ct));
        busy.Sequence = FarAhead;
        var forged = busy.CheckIn();
        forged[^1] ^= 1;
        busy.Sequence = 0;
        await using var genuine = Flooding(rig, 1_500, _ => busy.CheckIn());
        await using var strangers = Flooding(rig, 2_000, _ => forged);
        await rig.UntilAsync("select partial_iv > 4500 from controllers order by number limit 1", true, Ct);

        var answered = 0;
        foreach (var identity in others)
        {
            using var depot = new FakeController(identity, rig.Port);
            answered += await IsAnsweredAsync(depot, depot.CheckIn) ? 1 : 0;
        }

        Assert.Equal(NewPorts, answered);
    }

    [Fact]
    public async Task A_flood_that_names_epochs_ahead_stops_no_step_from_a_known_source()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        await depot.AskAsync(depot.CheckIn(), Ct);
        await using var flood = await NamingEpochsAheadAsync(rig, depot.Controller);

        depot.StepTo(1);

        Assert.Equal(CoapCode.Changed, (await depot.AskAsync(depot.CheckIn(), Ct)).Inner.Code);
    }

    [Fact]
    public async Task A_flood_that_names_epochs_ahead_lets_a_step_from_a_new_source_through_in_three_tries()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        var identity = await rig.IdentityAsync(Ct);
        using var depot = new FakeController(identity, rig.Port);
        await depot.AskAsync(depot.CheckIn(), Ct);
        using var moved = new FakeController(identity, rig.Port);
        await using var flood = await NamingEpochsAheadAsync(rig, identity.Controller);

        moved.StepTo(1);
        var tries = 0;
        while (tries++ < TriesMax && !await IsAnsweredAsync(moved, moved.CheckIn))
            Assert.True(flood.Sent > 0);

        Assert.InRange(tries, 1, TriesMax);
    }

    private Flood Flooding(GatewayRig rig, int perSecond, Func<int, byte[]> next) =>
        new(rig.Port, perSecond, FloodMax, next, postgres.Time);

    private async Task<Flood> NamingEpochsAheadAsync(GatewayRig rig, long controller)
    {
        // Ten times what all derivations together once had a second. More would overload a small machine, where
        // strangers share a budget.
        var named = Enumerable.Range(2, 7).Select(epoch => NamingEpoch(controller, epoch)).ToArray();
        var flood = Flooding(rig, 5_000, i => named[i % named.Length]);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50), postgres.Time);
        while (flood.Sent < 5_000)
            await timer.WaitForNextTickAsync(Ct);
        return flood;
    }

    // It needs no key, only the number.
    private static byte[] NamingEpoch(long controller, int epoch)
    {
        using var stranger = new FakeController(
            new EnrolledIdentity(controller, new byte[16], new byte[16], 0, 16), port: 0);
        stranger.StepTo(epoch);
        return stranger.CheckIn();
    }

    private static async Task<int> ProveFreshAsync(FakeController depot)
    {
        var asked = await depot.AskAsync(depot.CheckIn(), Ct);
        Assert.Equal(CoapCode.Unauthorized, asked.Inner.Code);
        var body = new CheckIn { OldestUnacked = 1 };
        var proof = depot.Request(CoapCode.Post, Resource.CheckIn, buffer => body.Write(buffer, 0, buffer.Length),
            inner =>
            {
                asked.Inner.Echo.CopyTo(inner.Echo, 0);
                inner.EchoCount = asked.Inner.EchoCount;
            });
        return (await depot.AskAsync(proof, Ct)).Inner.Code;
    }

    private static async Task<int> AnsweredAsync(FakeController depot, Func<Action<CheckIn>?, byte[]> next)
    {
        var answered = 0;
        for (var i = 0; i < Exchanges; i++)
            answered += await IsAnsweredAsync(depot, next) ? 1 : 0;
        return answered;
    }

    private static async Task<bool> IsAnsweredAsync(FakeController depot, Func<Action<CheckIn>?, byte[]> next)
    {
        await depot.SendAsync(next(null), Ct);
        return !await depot.HearsNothingAsync(Patience, Ct);
    }
}
