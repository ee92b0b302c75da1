using Fachwerk.Backend.Database;
using Fachwerk.Backend.Outbox;
using Fachwerk.Protocol.Cbor;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.SystemTests.Tenants;

/// <summary>Writes what a gateway would have committed, under the lock on the controller's row.</summary>
public sealed class FleetInbox(FleetDatabase fleet)
{
    public Task AddAsync(
        long controller, long number, EventKind kind, int compartment, CancellationToken ct, params long[] detail) =>
        AddAsync(controller, DepotEventSource.Journal, number, (int)kind, compartment, ArrayOf(detail), ct);

    public Task AddStepAsync(long controller, long order, OrderStep step, CancellationToken ct, params long[] detail) =>
        AddAsync(controller, DepotEventSource.Order, order, (int)step, 0, ArrayOf(detail), ct);

    public async Task AddAsync(
        long controller, DepotEventSource source, long number, int kind, int compartment, byte[] detail,
        CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("""
            with owner as materialized (
                select tenant, number, depot from controllers where number = $1 for no key update
            )
            insert into inbox (tenant, controller, depot, source, number, kind, compartment, time, detail)
            select tenant, owner.number, depot, $2, $3, $4, $5, $6, $7 from owner
            """);
        command.With(controller).With((short)source).With(number).With((short)kind).With((short)compartment)
            .With(1_790_000_000L + number).With(detail);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static byte[] ArrayOf(long[] items)
    {
        var buffer = new byte[64];
        var writer = new CborWriter();
        writer.Reset(buffer, 0, buffer.Length);
        writer.WriteArray(items.Length);
        foreach (var item in items)
            writer.WriteInteger(item);
        return buffer[..writer.Position];
    }
}
