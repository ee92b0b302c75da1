using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Gateway;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Fleet;

namespace Fachwerk.SystemTests.World;

/// <summary>The statements of the backend on PostgreSQL.</summary>
internal sealed class PostgresStore(FleetRig rig, EnrolledIdentity identity, CancellationToken ct)
    : IFleetStore, IAsyncDisposable
{
    private static readonly string[] Tables = ["controllers", "orders", "table_records", "table_changes", "inbox"];

    private readonly Dictionary<string, TelegramStore> _nodes = [];
    private readonly TableAnswers _tables = new(rig.Database);
    private long _wanted;
    private bool _hasImage;

    public async Task<string> CommitAsync(TelegramBatch batch, string node)
    {
        if (!_nodes.TryGetValue(node, out var store))
            _nodes[node] = store = new TelegramStore(rig.Database, new GatewayOptions { Node = node });
        var accepted = new List<AcceptedTelegram>();
        await store.CommitAsync(batch, accepted, ct);
        if (accepted.Count > 0)
            return FleetStoreTests.TextOf(accepted);
        var demands = await store.AskEchoAsync(batch.Telegrams, ct);
        return string.Concat(demands);
    }

    public Task RaiseGenerationAsync()
    {
        _wanted = -1; // No body that was kept is of the version that comes.
        return rig.ExecuteAsync("update master set generation = generation + 1", ct);
    }

    public Task TakeImageAsync()
    {
        _hasImage = true;
        return EachTableAsync(table => $"""
            drop table if exists image_{table};
            create table image_{table} as table {table};
            """);
    }

    // Not master: nodes raise above the highest generation that they have seen. Rows that others point at go, too.
    public async Task GoBackAsync()
    {
        await EachTableAsync(table => $"""
            set local session_replication_role = replica;
            delete from {table};
            insert into {table} overriding system value table image_{table};
            """);
        await RaiseGenerationAsync();
    }

    public async Task<string> SendNextAsync(string node, uint above) => FleetStoreTests.TextOf(
        await new OrderSteps(rig.Database, new GatewayOptions { Node = node })
            .SendNextAsync(identity.Controller, above, ct));

    public Task UseUpAsync(long numbers) => rig.ExecuteAsync($"""
        update controllers set order_sequence = (generation::bigint << 24) + {numbers}, order_epoch = epoch
        """, ct);

    public async Task<string> AnswerAsync(uint orderId, int outcome, uint entry) =>
        $"{await Steps.AnswerAsync(identity.Controller, orderId, outcome, entry, ct) is not null}";

    public async Task<string> LosePathAsync(int othersMax) =>
        $"{await Steps.LosePathAsync(identity.Controller, othersMax, ct)}";

    public async Task<string> QueueAsync(OrderKind kind, int compartment, TimeSpan deadline) =>
        $"{await rig.Orders.QueueAsync(identity.Controller, kind, compartment, deadline, Guid.NewGuid(), ct)}";

    public async Task<string> CancelAsync(long orderId) =>
        $"{await rig.Orders.CancelAsync(identity.Controller, orderId, ct)}";

    // An image grows old as well.
    public async Task AgeAsync(TimeSpan time)
    {
        foreach (var image in _hasImage ? ["", "image_"] : new[] { "" })
        {
            await rig.ExecuteAsync($"""
                update {image}orders set deadline = deadline - interval '{time.TotalMilliseconds} ms',
                    sent_at = sent_at - interval '{time.TotalMilliseconds} ms';
                update {image}controllers set last_contact = last_contact - interval '{time.TotalMilliseconds} ms';
                """, ct);
        }
    }

    public async Task<string> ExpireAsync()
    {
        await Steps.ExpireAsync(ct);
        return $"{await rig.ScalarAsync<int>("select orders_open from controllers", ct)}";
    }

    public async Task<string> ApplyAsync(IReadOnlyList<TableChange> changes, long asOfEvent)
    {
        _wanted = await rig.Tables.ApplyAsync(identity.Controller, changes, Guid.NewGuid(), ct, asOfEvent);
        return $"{_wanted}";
    }

    public async Task<string> ReadTableAsync(uint since) =>
        FleetStoreTests.TextOf(await _tables.ReadAsync(identity.Controller, since, _wanted, false, ct));

    public Task RevokeAsync() => rig.ExecuteAsync("update controllers set active = false", ct);

    public async Task<IReadOnlyList<string>> InboxAsync()
    {
        await using var command = rig.Database.Source.CreateCommand("""
            select source || ' ' || number || ' ' || kind || ' ' || compartment || ' ' || upper(encode(detail, 'hex'))
            from inbox order by position
            """);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var inbox = new List<string>();
        while (await rows.ReadAsync(ct))
            inbox.Add(rows.GetString(0));
        return inbox;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes.Values)
            await node.DisposeAsync();
    }

    private async Task EachTableAsync(Func<string, string> statements)
    {
        foreach (var table in Tables)
            await rig.ExecuteAsync(statements(table), ct);
    }

    private OrderSteps Steps => new(rig.Database, new GatewayOptions { Node = "any" });
}
