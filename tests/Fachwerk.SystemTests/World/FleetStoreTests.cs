using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Gateway;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Fleet;
using Fachwerk.SystemTests.Gateway;
using Fachwerk.World.Running;
using Xunit;

namespace Fachwerk.SystemTests.World;

/// <summary>
/// The contract between the worlds' store and the backend's statements: the same calls in the same order, chosen by a
/// seed, have the same answers and leave the same inbox.
/// </summary>
public sealed class FleetStoreTests(PostgresFixture postgres)
{
    private const int Calls = 400;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [Trait("Promise", "G-03")]
    public async Task The_store_of_the_worlds_answers_like_the_database(ulong seed)
    {
        await using var rig = await FleetRig.MakeAsync(postgres, Ct);
        var identity = await rig.EnrolAsync(Ct);
        await using var database = new PostgresStore(rig, identity, Ct);
        var memory = new MemoryStore(identity, postgres.Time);
        using var controller = new FakeController(identity, 1);
        var calls = new FleetCalls(identity, controller, new WorldRandom(seed), postgres.Time);

        for (var i = 0; i < Calls; i++)
        {
            var call = calls.Next();
            var expected = await call.Invoke(database);
            Assert.Equal($"{i} {call.Name}: {expected}", $"{i} {call.Name}: {await call.Invoke(memory)}");
        }

        Assert.Equal(await database.InboxAsync(), await memory.InboxAsync());
        // What the database counts while it changes a table is what stands in it.
        Assert.Equal(
            await rig.ScalarAsync<long>("select count(*) from table_records where kind = 1 and value is not null", Ct),
            await rig.ScalarAsync<int>("select table_codes from controllers", Ct));
    }

    internal static string TextOf(List<AcceptedTelegram> accepted) => string.Join(", ", accepted.Select(a =>
        $"acked {a.AckedEvent} table {a.TableVersionWanted} epoch {a.MinimumEpoch} open {a.OrdersOpen} "
        + $"stored {a.EventsStored} changed {a.StateChanged} asked {a.AskedSeconds} "
        + $"doors {a.DoorsTold}"));

    // Seconds of two clocks differ: only whether the operator's deadline is nearer than 30 s is compared.
    internal static string TextOf(OrderSending? sending) => sending is null ? "none"
        : $"{sending.OrderId} kind {sending.Kind} at {sending.Compartment} number {sending.Sequence} "
            + $"epoch {sending.Epoch} path {Convert.ToHexString(sending.Path)} first {sending.IsFirst}";

    internal static string TextOf(TableBody? body) =>
        body is null ? "none" : $"{body.From} to {body.To}: {Convert.ToHexString(body.Bytes)}";
}
