using Fachwerk.Backend.Gateway;
using Fachwerk.Protocol.Cbor;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Gateway;

/// <summary>
/// Over real UDP and PostgreSQL: what a depot in use tells is stored, whatever it saved up, and what one tells beyond
/// that waits in it and fills nobody's disk.
/// </summary>
[Trait("Promise", "G-06")]
[Collection(nameof(Alone))]
public sealed class EventCeilingTests(PostgresFixture postgres)
{
    private const int PerTelegram = 23;
    private const int PassesEvents = 4;

    // The house's limits, but small enough to be reached with few telegrams.
    private static readonly EventLimits Small = new()
    {
        Share = new EventBudget(100, TimeSpan.FromSeconds(16)),
        Depot = new EventBudget(1_000, TimeSpan.FromSeconds(0.125)),
        Tenant = new EventBudget(1_500, TimeSpan.FromSeconds(1)),
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Promise", "D-08")]
    public async Task Three_thousand_passes_at_once_are_all_stored()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);

        var flood = await FloodAsync(depot, 3_000 * PassesEvents);

        Assert.Equal((3_000 * PassesEvents, 0), (flood.Acked, flood.WaitSeconds));
        Assert.Equal(3_000 * PassesEvents, await StoredAsync(rig, depot));
        Assert.Equal(0, rig.Counters.Held);
    }

    [Fact]
    public async Task A_depot_at_full_speed_is_held_to_its_ceiling_and_told_to_wait()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);

        var began = postgres.Time.GetTimestamp();
        var flood = await FloodAsync(depot, 40_000);
        // It does not wait: every one of these is heard, answered and not stored.
        for (var i = 0; i < 200; i++)
            await depot.AskAsync(depot.Events((uint)flood.Acked + 1, Some(PerTelegram)), Ct);
        var seconds = (int)Math.Ceiling(postgres.Time.GetElapsedTime(began).TotalSeconds);

        Assert.Equal(60, flood.WaitSeconds);
        Assert.InRange(flood.Acked, 16_384, 16_384 + seconds + PerTelegram);
        Assert.InRange(await StoredAsync(rig, depot), 16_384, 16_384 + seconds + PerTelegram);
        Assert.True(rig.Counters.Held > 0);
        Assert.Single(rig.Warnings, line => line.Contains("tells more events", StringComparison.Ordinal));
        Assert.Equal(1, await rig.Fleet.ScalarAsync<long>(
            "select count(*) from controllers where events_held_at > now() - interval '1 min'", Ct));
    }

    [Fact]
    [Trait("Promise", "D-08")]
    [Trait("Promise", "G-01")]
    public async Task What_was_held_is_stored_afterwards_from_where_it_stopped()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct, Limited(Small));
        using var depot = await rig.EnrolAsync(Ct);
        var flood = await FloodAsync(depot, 2_000);
        var contact = await depot.AskAsync(depot.CheckIn(), Ct);

        var later = flood;
        do
            later = await FloodAsync(depot, flood.Acked + 40, from: later.Acked);
        while (later.Acked < flood.Acked + 40);

        Assert.True(flood.WaitSeconds > 0);
        Assert.Equal(flood.Acked, (int)contact.CheckIn().AckedEvent);
        Assert.Equal(later.Acked, await StoredAsync(rig, depot));
        Assert.Equal(later.Acked, await rig.Fleet.ScalarAsync<long>("select max(number) from inbox", Ct));
    }

    [Fact]
    public async Task Depots_that_tell_too_much_take_nothing_from_their_siblings_shares_or_from_another_tenant()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct, Limited(Small));
        using var first = await rig.EnrolAsync(Ct);
        using var second = await rig.EnrolAsync(Ct);
        using var third = await rig.EnrolAsync(Ct);
        using var sibling = await rig.EnrolAsync(Ct);
        using var stranger = await rig.EnrolElsewhereAsync(Ct);

        int[] mad =
        [
            (await FloodAsync(first, 3_000)).Acked, (await FloodAsync(second, 3_000)).Acked,
            (await FloodAsync(third, 3_000)).Acked,
        ];
        var beside = await FloodAsync(sibling, 80);
        var elsewhere = await FloodAsync(stranger, 900);

        // The third has its share; what all have in common is empty by then.
        Assert.InRange(mad[0], 1_000, 1_100);
        Assert.InRange(mad[1], 700, 800);
        Assert.InRange(mad[2], 100, 160);
        Assert.Equal((80, 0), (beside.Acked, beside.WaitSeconds));
        Assert.Equal((900, 0), (elsewhere.Acked, elsewhere.WaitSeconds));
    }

    [Fact]
    public async Task Long_details_are_no_way_around_the_ceiling()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct, Limited(Small));
        using var depot = await rig.EnrolAsync(Ct);
        var answer = new EventsAnswer();

        while (answer.WaitSeconds == 0 && answer.AckedEvent < 100)
        {
            var next = answer.AckedEvent + 1;
            answer = (await depot.AskAsync(
                depot.Request(CoapCode.Post, Resource.Events, body => WriteLong(body, next)), Ct)).Events();
        }

        Assert.InRange(await rig.Fleet.ScalarAsync<long>("select sum(length(detail)) from inbox", Ct), 30_000, 34_000);
    }

    private static GatewayOptions Limited(EventLimits limits) => new() { Port = 0, EventLimits = limits };

    private static async Task<long> StoredAsync(GatewayRig rig, FakeController depot) =>
        await rig.Fleet.ScalarAsync<long>($"select count(*) from inbox where controller = {depot.Controller}", Ct);

    // As fast as answers come, until all are acknowledged or the depot is told to wait.
    private static async Task<Flood> FloodAsync(FakeController depot, int events, int from = 0)
    {
        var flood = new Flood(from, 0);
        while (flood.Acked < events && flood.WaitSeconds == 0)
        {
            var answer = (await depot.AskAsync(
                depot.Events((uint)flood.Acked + 1, Some(Math.Min(PerTelegram, events - flood.Acked))), Ct)).Events();
            flood = new Flood((int)answer.AckedEvent, answer.WaitSeconds);
        }

        return flood;
    }

    private static JournalEvent[] Some(int count) => [.. Enumerable.Range(0, count).Select(_ => new JournalEvent
    {
        Kind = (int)EventKind.DoorOpened, Compartment = 1, Time = 1_800_000_000,
    })];

    // One event with 900 bytes of a detail that no registry knows.
    private static int WriteLong(byte[] body, uint number)
    {
        var writer = new CborWriter();
        writer.Reset(body, 0, body.Length);
        writer.WriteArray(2);
        writer.WriteUnsigned(number);
        writer.WriteArray(1);
        writer.WriteArray(4);
        writer.WriteUnsigned(1_800_000_000);
        writer.WriteUnsigned(200);
        writer.WriteUnsigned(0);
        var detail = new byte[900];
        writer.WriteBytes(detail, 0, detail.Length);
        return writer.Count;
    }

    private sealed record Flood(int Acked, int WaitSeconds);
}
