using Fachwerk.Backend.Gateway;
using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Gateway;

/// <summary>
/// Longer intervals before silence, from a slow database to the answers that depots receive. A trigger of the table
/// lets each commit take most of a second longer; the node commits one telegram at a time, so that two depots that
/// speak without a pause are load enough: each waits for the other's commit.
/// </summary>
[Trait("Promise", "G-02")]
public sealed class SheddingTests(PostgresFixture postgres)
{
    private const int Usual = 60;
    private const int ExchangesMax = 40;
    private const int SecondsBackMax = 300;

    private const string SlowDown = """
        create function take_long() returns trigger language plpgsql as
            'begin perform pg_sleep(0.7); return null; end';
        create trigger take_long before update on controllers execute function take_long();
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Depots_are_asked_to_call_less_often_while_commits_are_slow_and_as_usual_afterwards()
    {
        var clock = new SkippingClock();
        await using var rig = await GatewayRig.StartAsync(
            postgres, Ct, new GatewayOptions { Port = 0, BatchMax = 1 }, clock);
        using var first = await rig.EnrolAsync(Ct);
        using var second = await rig.EnrolAsync(Ct);
        var before = await AskedAsync(first);

        await rig.Fleet.ExecuteAsync(SlowDown, Ct);
        var meanwhile = await Task.WhenAll(UntilLessOftenAsync(first), UntilLessOftenAsync(second));
        var kept = await rig.Fleet.ScalarAsync<short>("select max(asked_seconds) from controllers", Ct);
        await rig.Fleet.ExecuteAsync("drop trigger take_long on controllers", Ct);
        var afterwards = await UntilAsUsualAsync(first, clock);

        Assert.Equal(Usual, before);
        Assert.All(meanwhile, asked => Assert.Equal(asked.Order(), asked));
        Assert.All(meanwhile, asked => Assert.InRange(asked[^1], Usual + 1, 180));
        Assert.Equal(meanwhile.Max(asked => asked[^1]), kept);
        Assert.Equal(afterwards.OrderDescending(), afterwards);
        Assert.True(afterwards[0] > Usual && afterwards[^1] == Usual, string.Join(", ", afterwards));
        Assert.Equal(0, rig.Counters.Of(DropReason.TooLate) + rig.Counters.Of(DropReason.CommitFailed));
    }

    private static async Task<int> AskedAsync(FakeController depot) =>
        (await depot.AskAsync(depot.CheckIn(), Ct)).CheckIn().NextCheckInSeconds;

    private static async Task<List<int>> UntilLessOftenAsync(FakeController depot)
    {
        var asked = new List<int> { Usual };
        while (asked[^1] == Usual && asked.Count < ExchangesMax)
            asked.Add(await AskedAsync(depot));
        return asked;
    }

    // It goes back by a tenth of the rest a minute: a second passes on the node's clock before each check-in.
    private static async Task<List<int>> UntilAsUsualAsync(FakeController depot, SkippingClock clock)
    {
        var asked = new List<int>();
        do
        {
            clock.Skip(TimeSpan.FromSeconds(1));
            asked.Add(await AskedAsync(depot));
        }
        while (asked[^1] > Usual && asked.Count < SecondsBackMax);
        return asked;
    }

    /// <summary>The real clock; what it measures time by can be put forward while nothing is under way.</summary>
    private sealed class SkippingClock : TimeProvider
    {
        private long _skipped;

        public void Skip(TimeSpan duration) =>
            Interlocked.Add(ref _skipped, (long)(duration.TotalSeconds * TimestampFrequency));

        public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _skipped);
    }
}
