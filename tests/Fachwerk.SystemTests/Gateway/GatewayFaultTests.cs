using Fachwerk.Backend.Gateway;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Gateway;

/// <summary>Something fails that nobody foresaw: it costs one telegram, never a controller or the gateway.</summary>
public sealed class GatewayFaultTests(PostgresFixture postgres)
{
    private const string Unforeseen = "nobody foresaw";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Columns without a value make the reader throw what is no fault of the database.
    [Theory]
    [Trait("Promise", "G-02")]
    [InlineData("controllers", "table_digest", 0, "", true)]
    [InlineData("controllers", "partial_iv", -1, "", false)]
    [InlineData("master", "drawn", 0, "update controllers set floor_known = false", false)]
    public async Task A_row_that_cannot_be_read_makes_no_controller_mute(
        string table, string column, long value, string first, bool isTable)
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        await rig.Fleet.ExecuteAsync($"""
            {first};
            alter table {table} alter {column} drop not null;
            update {table} set {column} = null
            """, Ct);

        await depot.SendAsync(isTable ? depot.ReadTable(0) : depot.CheckIn(), Ct);
        await rig.WarnedAsync(Unforeseen, Ct);
        var isSilent = !depot.HasMore;
        await rig.Fleet.ExecuteAsync($"update {table} set {column} = {value}", Ct);
        await depot.AskAsync(depot.CheckIn(), Ct);

        Assert.True(isSilent);
    }

    [Theory]
    [Trait("Promise", "G-02")]
    [InlineData("check-in", "select 1")]
    [InlineData("events", "select 1")]
    [InlineData("table", "select 1")]
    [InlineData("unknown", "select 1")]
    [InlineData("check-in", "update controllers set floor_known = false")]
    public async Task An_answer_that_fails_is_one_telegrams_and_those_behind_it_are_answered(string kind, string first)
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        using var other = await rig.EnrolAsync(Ct);
        await rig.Fleet.ExecuteAsync(first, Ct);
        var committer = rig.Parts.Committer;
        committer.Send = FailOnce(committer.Send!);

        await depot.SendAsync(TelegramOf(depot, kind), Ct);
        await rig.WarnedAsync(Unforeseen, Ct);
        var isSilent = !depot.HasMore;
        await other.AskAsync(other.CheckIn(), Ct);
        await depot.AskAsync(depot.CheckIn(), Ct);

        Assert.True(isSilent);
    }

    [Fact]
    [Trait("Promise", "G-04")]
    public async Task An_order_that_cannot_be_sent_is_sent_again_and_others_go_on()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        await depot.AskAsync(depot.CheckIn(), Ct);
        rig.Parts.Orders.Send = FailOnce(rig.Parts.Orders.Send!);

        await rig.Fleet.Orders.QueueAsync(
            depot.Controller, OrderKind.Open, 7, TimeSpan.FromMinutes(1), Guid.NewGuid(), Ct);
        await rig.WarnedAsync(Unforeseen, Ct);
        await depot.AskAsync(depot.CheckIn(), Ct);
        await depot.AnswerAsync(await depot.ReceiveOrderAsync(Ct), OrderOutcome.Done, 0, Ct);

        await rig.UntilAsync("select orders_open from controllers", 0, Ct);
    }

    [Fact]
    [Trait("Promise", "G-02")]
    public async Task A_datagram_that_breaks_the_checks_costs_itself()
    {
        var time = new FaultyTime(postgres.Time);
        await using var rig = await GatewayRig.StartAsync(postgres, Ct, time: time);
        using var depot = await rig.EnrolAsync(Ct);

        time.FailReceiver();
        await depot.SendAsync(depot.CheckIn(), Ct);
        await rig.DroppedAsync(DropReason.Failed, 1, Ct);
        await rig.WarnedAsync(Unforeseen, Ct);
        await depot.AskAsync(depot.CheckIn(), Ct);

        Assert.Equal(1, rig.Counters.Accepted);
    }

    [Fact]
    [Trait("Promise", "G-03")]
    public async Task A_controller_whose_secret_cannot_be_read_keeps_no_other_from_being_served()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        await rig.Fleet.ExecuteAsync("""
            create function spoil() returns trigger language plpgsql as
                $$ begin new.transport := '\x00'; return new; end $$;
            create trigger spoils before insert on controller_keys for each row execute function spoil();
            """, Ct);
        await rig.Fleet.EnrolAsync(Ct);
        await rig.Fleet.ExecuteAsync("drop trigger spoils on controller_keys", Ct);

        // The sweep fails at the first, serves the second, and comes again for the third.
        var second = await rig.Fleet.EnrolAsync(Ct);
        await rig.ServedAsync(second.Controller, Ct);
        await rig.WarnedAsync(Unforeseen, Ct);
        var third = await rig.Fleet.EnrolAsync(Ct);
        await rig.ServedAsync(third.Controller, Ct);

        Assert.Equal(2, rig.Parts.Sessions.Count);
    }

    [Fact]
    [Trait("Promise", "F-03")]
    public async Task A_signal_that_cannot_be_followed_is_told()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        await rig.Fleet.ExecuteAsync("""
            alter table controllers alter partial_iv drop not null;
            update controllers set partial_iv = null
            """, Ct);

        rig.Fleet.Signals.ControllerChanged(depot.Controller);

        await rig.WarnedAsync(Unforeseen, Ct);
    }

    private static byte[] TelegramOf(FakeController depot, string kind) => kind switch
    {
        "check-in" => depot.CheckIn(),
        "events" => depot.Events(1, new JournalEvent { Kind = (int)EventKind.DoorOpened, Compartment = 1 }),
        "table" => depot.ReadTable(0),
        _ => depot.Request(CoapCode.Get, 'z', _ => 0)
    };

    private static Action<ReadOnlyMemory<byte>, T> FailOnce<T>(Action<ReadOnlyMemory<byte>, T> send)
    {
        var left = 1;
        return (datagram, to) =>
        {
            if (Interlocked.Decrement(ref left) == 0)
                throw new InvalidOperationException("planted");
            send(datagram, to);
        };
    }
}
