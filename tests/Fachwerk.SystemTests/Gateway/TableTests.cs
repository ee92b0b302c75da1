using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Secrets;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Gateway;

[Trait("Promise", "H-04")]
public sealed class TableTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Is_read_whole_with_its_digest()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        await rig.Fleet.Tables.ApplyAsync(depot.Controller, [Code(1), Code(2)], Guid.NewGuid(), Ct);
        var version = await rig.Fleet.Tables.ApplyAsync(
            depot.Controller, [Without(1), Code(3)], Guid.NewGuid(), Ct, asOfEvent: 9);

        var answer = await AskTableAsync(depot, 0, 0);
        var table = Read(answer.Payload);

        Assert.Equal((0u, (uint)version, 9u, 2), (table.From, table.To, table.AsOfEvent, table.Operations));
        Assert.Equal(await DigestAsync(rig, depot, Code(2), Code(3)), table.Digest);
        Assert.Equal(version, BigEndian.ReadUInt32(answer.Inner.ETag, 0));
    }

    [Fact]
    public async Task Is_read_since_a_version_with_what_was_removed()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        var first = await rig.Fleet.Tables.ApplyAsync(depot.Controller, [Code(1), Code(2)], Guid.NewGuid(), Ct);
        await rig.Fleet.Tables.ApplyAsync(depot.Controller, [Without(1), Code(3)], Guid.NewGuid(), Ct);

        var table = Read((await AskTableAsync(depot, (uint)first, 0)).Payload);

        Assert.Equal((uint)first, table.From);
        Assert.True(table.TryNext());
        Assert.Equal(((int)TableOperation.Remove, 4), (table.Operation, table.ValueCount));
        Assert.True(table.TryNext());
        Assert.Equal(((int)TableOperation.Put, 24), (table.Operation, table.ValueCount));
        Assert.False(table.TryNext());
    }

    [Fact]
    public async Task Is_read_whole_by_a_depot_that_is_ahead_of_it()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        await rig.Fleet.Tables.ApplyAsync(depot.Controller, [Code(1)], Guid.NewGuid(), Ct);

        var table = Read((await AskTableAsync(depot, 77, 0)).Payload);

        Assert.Equal((0u, 1), (table.From, table.Operations));
    }

    [Fact]
    public async Task Comes_block_by_block_when_it_is_large()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        var codes = Enumerable.Range(1, 200).Select(Code).ToArray();
        await rig.Fleet.Tables.ApplyAsync(depot.Controller, codes, Guid.NewGuid(), Ct);

        var body = new List<byte>();
        var more = true;
        for (var number = 0; more && number < 100; number++)
        {
            var block = await AskTableAsync(depot, 0, number);
            Assert.True(block.DatagramLength <= 1_056 + 10);
            Assert.Equal(number, BlockValue.Number((uint)block.Inner.Block2));
            more = BlockValue.More((uint)block.Inner.Block2);
            body.AddRange(block.Payload);
        }

        var table = Read([.. body]);
        Assert.Equal(200, table.Operations);
        Assert.Equal(await DigestAsync(rig, depot, codes), table.Digest);
    }

    [Fact]
    public async Task Holds_a_thousand_codes_and_every_compartment()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        TableChange[] all =
        [
            .. Enumerable.Range(1, 1_000).Select(Code),
            .. Enumerable.Range(1, 64).Select(n => new TableChange(RecordKind.Compartment, [(byte)n], new byte[8])),
        ];

        await rig.Fleet.Tables.ApplyAsync(depot.Controller, all, Guid.NewGuid(), Ct);

        Assert.Equal(CoapCode.Content, (await AskTableAsync(depot, 0, 0)).Inner.Code);
    }

    [Fact]
    public async Task A_read_that_has_begun_comes_to_its_end_while_the_table_changes()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        var codes = Enumerable.Range(1, 200).Select(Code).ToArray();
        var first = await rig.Fleet.Tables.ApplyAsync(depot.Controller, codes, Guid.NewGuid(), Ct);
        var body = new List<byte>();
        var etags = new HashSet<uint>();

        var more = true;
        for (var number = 0; more && number < 100; number++)
        {
            var block = await AskTableAsync(depot, 0, number);
            await rig.Fleet.Tables.ApplyAsync(depot.Controller, [Code(300 + number)], Guid.NewGuid(), Ct);
            etags.Add(BigEndian.ReadUInt32(block.Inner.ETag, 0));
            more = BlockValue.More((uint)block.Inner.Block2);
            body.AddRange(block.Payload);
        }

        var next = Read((await AskTableAsync(depot, (uint)first, 0)).Payload);
        Assert.Equal([(uint)first], etags);
        Assert.Equal(await DigestAsync(rig, depot, codes), Read([.. body]).Digest);
        Assert.True(next.To > first);
    }

    [Fact]
    public async Task Comes_whole_when_what_was_removed_since_is_more_than_a_depot_takes()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        var first = await rig.Fleet.Tables.ApplyAsync(depot.Controller, [Code(1)], Guid.NewGuid(), Ct);
        for (var round = 0; round < 5; round++)
        {
            var codes = Enumerable.Range(10_000 + (1_000 * round), 900).ToArray();
            await rig.Fleet.Tables.ApplyAsync(depot.Controller, [.. codes.Select(Code)], Guid.NewGuid(), Ct);
            await rig.Fleet.Tables.ApplyAsync(depot.Controller, [.. codes.Select(Without)], Guid.NewGuid(), Ct);
        }

        var answer = await AskTableAsync(depot, (uint)first, 0);

        Assert.Equal(CoapCode.Content, answer.Inner.Code);
        Assert.Equal((0u, 1), (Read(answer.Payload).From, Read(answer.Payload).Operations));
    }

    [Fact]
    public async Task What_is_removed_comes_before_what_needs_its_place()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        var first = await rig.Fleet.Tables.ApplyAsync(
            depot.Controller, [Code(7), Code(8)], Guid.NewGuid(), Ct);
        await rig.Fleet.Tables.ApplyAsync(depot.Controller, [Code(1), Without(8)], Guid.NewGuid(), Ct);

        var table = Read((await AskTableAsync(depot, (uint)first, 0)).Payload);

        Assert.True(table.TryNext());
        Assert.Equal((int)TableOperation.Remove, table.Operation);
    }

    [Fact]
    [Trait("Promise", "D-02")]
    public async Task Never_has_more_codes_than_a_depot_has_places_for_and_always_takes_fewer()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        var all = Enumerable.Range(1, 1_000).Select(Code).ToArray();
        var full = await rig.Fleet.Tables.ApplyAsync(depot.Controller, all, Guid.NewGuid(), Ct);

        await Assert.ThrowsAsync<TableFullException>(() =>
            rig.Fleet.Tables.ApplyAsync(depot.Controller, [Code(1_001)], Guid.NewGuid(), Ct));
        var swapped = await rig.Fleet.Tables.ApplyAsync(
            depot.Controller, [Without(1), Code(1_001)], Guid.NewGuid(), Ct);
        await rig.Fleet.ExecuteAsync("update controllers set table_codes = 1200", Ct);
        var smaller = await rig.Fleet.Tables.ApplyAsync(depot.Controller, [Without(2)], Guid.NewGuid(), Ct);

        Assert.Equal((full + 1, full + 2), (swapped, smaller));
    }

    [Fact]
    public async Task Many_edits_are_one_version_and_each_happens_once()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        TableEdit[] edits = [.. Enumerable.Range(1, 5).Select(n => new TableEdit(Guid.NewGuid(), [Code(n)]))];
        TableEdit later = new(Guid.NewGuid(), [Without(2), Code(6)]);

        var first = await rig.Fleet.Tables.ApplyAsync(depot.Controller, edits[..3], Ct);
        var second = await rig.Fleet.Tables.ApplyAsync(depot.Controller, [.. edits, later], Ct);
        var again = await rig.Fleet.Tables.ApplyAsync(depot.Controller, [later, .. edits], Ct);
        var table = Read((await AskTableAsync(depot, 0, 0)).Payload);

        long version = first[0];
        Assert.Equal([version, version, version], first);
        Assert.Equal([version, version, version, version + 1, version + 1, version + 1], second);
        Assert.Equal([version + 1, version, version, version, version + 1, version + 1], again);
        Assert.Equal(((uint)version + 1, 5), (table.To, table.Operations));
        Assert.Equal(
            await DigestAsync(rig, depot, Code(1), Code(3), Code(4), Code(5), Code(6)), table.Digest);
        Assert.Equal(5, await rig.Fleet.ScalarAsync<int>("select table_codes from controllers", Ct));
    }

    [Fact]
    public async Task Changes_once_under_one_key_and_tells_the_depot_to_refresh()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        var key = Guid.NewGuid();

        var first = await rig.Fleet.Tables.ApplyAsync(depot.Controller, [Code(1)], key, Ct);
        var again = await rig.Fleet.Tables.ApplyAsync(depot.Controller, [Code(1)], key, Ct);
        var answer = await depot.AskAsync(depot.CheckIn(), Ct);
        var order = await depot.ReceiveOrderAsync(Ct);

        Assert.Equal(first, again);
        Assert.Equal((uint)first, answer.CheckIn().TableVersion);
        Assert.Equal((int)OrderKind.Refresh, order.Order.Kind);
        Assert.Equal(0, await rig.Fleet.ScalarAsync<long>("select count(*) from inbox", Ct));
    }

    // Refresh orders are pushed as well; only the table matters here.
    private static async Task<FakeController.Answer> AskTableAsync(FakeController depot, uint since, int block)
    {
        var telegram = depot.ReadTable(since, block);
        await depot.SendAsync(telegram, Ct);
        var datagram = await depot.ReceiveAsync(Ct);
        while ((datagram[0] & 0x30) == 0)
            datagram = await depot.ReceiveAsync(Ct);
        return depot.Open(telegram, datagram);
    }

    private static TableReader Read(byte[] body)
    {
        var table = new TableReader();
        Assert.True(table.TryBegin(body, 0, body.Length));
        return table;
    }

    private static async Task<ulong> DigestAsync(GatewayRig rig, FakeController depot, params TableChange[] records)
    {
        var key = await rig.Fleet.Keys.TableKeyAsync(depot.Controller, Ct);
        var digest = new TableDigest(FrameworkHmac.Instance, key);
        return records.Aggregate(0UL, (sum, change) =>
            unchecked(sum + digest.Of(change.Kind, change.Record!, 0, change.Record!.Length)));
    }

    private static TableChange Code(int id)
    {
        var record = new byte[24];
        BigEndian.WriteUInt32(record, 0, (uint)id * 2_654_435_761u);
        BigEndian.WriteUInt32(record, 20, (uint)id);
        return new TableChange(RecordKind.Code, record[20..], record);
    }

    private static TableChange Without(int id) => Code(id) with { Record = null };
}
