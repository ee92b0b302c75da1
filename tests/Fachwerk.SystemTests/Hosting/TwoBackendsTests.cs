using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Gateway;
using Xunit;

namespace Fachwerk.SystemTests.Hosting;

[Collection(nameof(Alone))]
public sealed class TwoBackendsTests(PostgresFixture postgres)
{
    private const string DoorOpened = "depot.door-opened";
    private const int Events = 20;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Promise", "G-03")]
    [Trait("Promise", "L-03")]
    public async Task Show_an_event_that_one_accepted_on_a_screen_at_the_other_within_a_second_and_apply_it_once()
    {
        await using var backends = await TwoBackends.StartAsync(postgres, Ct);
        using var screen = await backends.WatchAsync(Ct);
        var depot = new SwarmMember(backends.Depot);
        var slowest = TimeSpan.Zero;

        for (var round = 0; round < Events; round++)
        {
            // Both in turns, so that each node's relay is woken by itself and by the other.
            depot.Depot.Gateway = round % 2 == 0 ? backends.Second.Udp : backends.First.Udp;
            foreach (var telegram in depot.Prepare(2))
                await depot.Depot.SendAsync(telegram, Ct);
            await depot.HearNewestAsync(Ct);
            var accepted = postgres.Time.GetTimestamp();
            await screen.ChangeAsync(DoorOpened, Ct);
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, postgres.Time.GetElapsedTime(accepted).Ticks));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"slowest {slowest.TotalMilliseconds:0} ms");
        Assert.InRange(slowest, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        await using var counting = backends.Tenant.CreateCommand($"""
            select count(*) || ' of ' || count(distinct detail::json ->> 'event')
            from audit_entries where kind = '{DoorOpened}'
            """);
        Assert.Equal($"{Events} of {Events}", await counting.ExecuteScalarAsync(Ct));
    }
}
