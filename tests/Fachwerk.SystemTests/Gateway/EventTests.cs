using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Gateway;

[Trait("Promise", "G-01")]
public sealed class EventTests(PostgresFixture postgres)
{
    private const string Inbox = """
        select coalesce(string_agg(number || ':' || kind, ' ' order by position), '') from inbox where source = 1
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Are_durable_with_their_details_when_they_are_acknowledged()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);

        var answer = await depot.AskAsync(depot.Events(1, Opened(7), Pulsed(7, 150, 900)), Ct);

        Assert.Equal(2u, answer.AckedEvent());
        Assert.Equal("1:9 2:8", await rig.Fleet.ScalarAsync<string>(Inbox, Ct));
        var detail = await rig.Fleet.ScalarAsync<byte[]>("select detail from inbox where number = 2", Ct);
        Assert.Equal([150, 900], EventDetails.Read(detail));
        Assert.Equal(7, await rig.Fleet.ScalarAsync<int>("select compartment::int from inbox where number = 2", Ct));
    }

    [Fact]
    public async Task Arrive_exactly_once_however_often_they_are_sent()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);

        await depot.AskAsync(depot.Events(1, Opened(1), Opened(2)), Ct);
        var again = await depot.AskAsync(depot.Events(1, Opened(1), Opened(2)), Ct);
        await rig.RestartAsync(Ct);
        var more = await depot.AskAsync(depot.Events(2, Opened(2), Opened(3)), Ct);

        Assert.Equal((2u, 3u), (again.AckedEvent(), more.AckedEvent()));
        Assert.Equal("1:9 2:9 3:9", await rig.Fleet.ScalarAsync<string>(Inbox, Ct));
    }

    [Fact]
    public async Task Are_asked_for_again_from_where_some_are_missing()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        await depot.AskAsync(depot.Events(1, Opened(1)), Ct);

        var ahead = await depot.AskAsync(depot.Events(5, Opened(5)), Ct);

        Assert.Equal(1u, ahead.AckedEvent());
        Assert.Equal("1:9", await rig.Fleet.ScalarAsync<string>(Inbox, Ct));
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public async Task May_leave_numbers_out_behind_a_gap_event()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        await depot.AskAsync(depot.Events(1, Opened(1)), Ct);

        var gap = new JournalEvent { Kind = (int)EventKind.Gap, DetailCount = 1 };
        gap.Details[0] = 9;
        var answer = await depot.AskAsync(depot.Events(10, gap, Opened(3)), Ct);

        Assert.Equal(11u, answer.AckedEvent());
        Assert.Equal("1:9 10:2 11:9", await rig.Fleet.ScalarAsync<string>(Inbox, Ct));
    }

    [Fact]
    [Trait("Promise", "B-02")]
    public async Task May_not_leave_out_more_than_the_gap_event_says()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        await depot.AskAsync(depot.Events(1, Opened(1), Opened(2)), Ct);
        // As after a restore: the depot counts from what it was told before.
        await rig.Fleet.ExecuteAsync("update controllers set acked_event = 1; delete from inbox where number = 2", Ct);

        var gap = new JournalEvent { Kind = (int)EventKind.Gap, DetailCount = 1 };
        gap.Details[0] = 8;
        var tooFew = await depot.AskAsync(depot.Events(10, gap, Opened(3)), Ct);
        gap.Details[0] = 9;
        var all = await depot.AskAsync(depot.Events(10, gap, Opened(3)), Ct);

        Assert.Equal((1u, 11u), (tooFew.AckedEvent(), all.AckedEvent()));
        Assert.Equal("1:9 10:2 11:9", await rig.Fleet.ScalarAsync<string>(Inbox, Ct));
    }

    [Fact]
    public async Task Keep_their_order_per_controller_across_many_telegrams()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var one = await rig.EnrolAsync(Ct);
        using var two = await rig.EnrolAsync(Ct);

        for (uint number = 1; number <= 30; number++)
        {
            var first = one.AskAsync(one.Events(number, Opened(1)), Ct);
            var second = two.AskAsync(two.Events(number, Opened(2)), Ct);
            await Task.WhenAll(first, second);
        }

        Assert.Equal(60, await rig.Fleet.ScalarAsync<long>("""
            select count(*) from (
                select number = row_number() over (partition by controller order by position) as in_order from inbox
            ) numbered where in_order
            """, Ct));
    }

    private static JournalEvent Opened(int compartment) => new()
    {
        Kind = (int)EventKind.DoorOpened, Compartment = compartment, Time = 1_800_000_000,
    };

    private static JournalEvent Pulsed(int compartment, long lengthMs, long peakMilliamperes)
    {
        var entry = new JournalEvent { Kind = (int)EventKind.Pulsed, Compartment = compartment, DetailCount = 2 };
        entry.Details[0] = lengthMs;
        entry.Details[1] = peakMilliamperes;
        return entry;
    }
}
