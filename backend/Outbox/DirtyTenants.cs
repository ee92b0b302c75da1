using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Outbox;

/// <summary>
/// The fleet's list of tenants whose outbox may hold something. Marked before the tenant's commit, so that a node that
/// dies right after it leaves a trace for the sweep of any node.
/// </summary>
public sealed class DirtyTenants(FleetDatabase fleet)
{
    /// <summary>A transaction that marked its tenant has committed or failed long before this.</summary>
    public static readonly TimeSpan KeptMin = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Marks a tenant, or makes its mark new. Does not wait for the disk, a person does: the mark is lost only if node
    /// and fleet database die within the same moment, and then the first sweep after the start looks at every tenant.
    /// </summary>
    public async Task MarkAsync(int tenant, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("""
            with soon as materialized (
                select set_config('synchronous_commit', 'off', true)
            )
            insert into dirty_tenants (tenant, since)
            select $1, now() from soon
            on conflict (tenant) do update set since = excluded.since
            """);
        command.With(tenant);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>All marked tenants, the longest marked first.</summary>
    public async Task<IReadOnlyList<DirtyTenant>> ListAsync(CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand(
            "select tenant, now() - since from dirty_tenants order by since");
        await using var rows = await command.ExecuteReaderAsync(ct);
        var tenants = new List<DirtyTenant>();
        while (await rows.ReadAsync(ct))
            tenants.Add(new DirtyTenant(rows.GetInt32(0), rows.GetTimeSpan(1)));
        return tenants;
    }

    /// <summary>Takes the mark of a tenant whose outbox was found empty, unless the mark is young.</summary>
    public async Task ClearAsync(int tenant, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand(
            "delete from dirty_tenants where tenant = $1 and since < now() - $2");
        command.With(tenant);
        command.With(KeptMin);
        await command.ExecuteNonQueryAsync(ct);
    }
}
