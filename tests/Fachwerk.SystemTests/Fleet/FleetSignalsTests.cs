using System.Collections.Concurrent;
using Fachwerk.Backend.Database;
using Fachwerk.SystemTests.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Fachwerk.SystemTests.Fleet;

public sealed class FleetSignalsTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Promise", "G-03")]
    public async Task A_listener_that_fails_is_no_matter_of_who_tells_nor_of_the_others()
    {
        var fleet = await postgres.NewFleetAsync(Ct);
        using var signals = new FleetSignals(fleet, postgres.Time, NullLogger<FleetSignals>.Instance);
        var heard = new ConcurrentQueue<long>();
        using var failing = signals.Subscribe((_, _) => throw new InvalidOperationException("planted"));
        using var other = signals.Subscribe((_, key) => heard.Enqueue(key));

        signals.InboxArrived(42);

        Assert.Equal([42L], heard);
        await fleet.Server.DropAsync(fleet.Name, Ct);
    }

    [Fact]
    [Trait("Promise", "G-03")]
    public async Task Wake_this_process_at_once_and_other_nodes_by_the_database()
    {
        var fleet = await postgres.NewFleetAsync(Ct);
        using var one = new FleetSignals(fleet, postgres.Time, NullLogger<FleetSignals>.Instance);
        using var two = new FleetSignals(fleet, postgres.Time, NullLogger<FleetSignals>.Instance);
        await one.StartAsync(Ct);
        await two.StartAsync(Ct);
        var heardHere = new ConcurrentQueue<(FleetSignal, long)>();
        var heardThere = new ConcurrentQueue<(FleetSignal, long)>();
        using var here = one.Subscribe((signal, key) => heardHere.Enqueue((signal, key)));
        using var there = two.Subscribe((signal, key) => heardThere.Enqueue((signal, key)));

        // The other node listens from some moment on; until then wake-ups are lost, as they may be.
        var deadline = postgres.Time.GetUtcNow() + TimeSpan.FromSeconds(20);
        while (heardThere.IsEmpty && postgres.Time.GetUtcNow() < deadline)
        {
            one.InboxArrived(42);
            await Task.Delay(TimeSpan.FromMilliseconds(100), postgres.Time, Ct);
        }

        Assert.All(heardHere, heard => Assert.Equal((FleetSignal.Inbox, 42L), heard));
        Assert.NotEmpty(heardThere);
        Assert.All(heardThere, heard => Assert.Equal((FleetSignal.Inbox, 42L), heard));
        await one.StopAsync(Ct);
        await two.StopAsync(Ct);
        await fleet.Server.DropAsync(fleet.Name, Ct);
    }
}
