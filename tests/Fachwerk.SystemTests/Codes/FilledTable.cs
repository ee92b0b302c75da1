using System.Buffers.Binary;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Fleet;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Tenants;
using Microsoft.Extensions.DependencyInjection;

namespace Fachwerk.SystemTests.Codes;

/// <summary>Codes that were issued long ago and stand in tenant and fleet, made without issuing each.</summary>
internal static class FilledTable
{
    /// <param name="endsAt">SQL: when they end; <c>n</c> counts them from 1 on.</param>
    /// <param name="uses">How often each opens; limited ones have been used as often.</param>
    public static async Task AddAsync(
        TenantRig rig, Tenant tenant, CreatedDepot depot, int count, string endsAt, CancellationToken ct, int uses = 0)
    {
        var changes = Enumerable.Range(1, count).Select(RecordOf).ToList();
        var version = await rig.Services.GetRequiredService<TableStore>()
            .ApplyAsync(depot.Identity.Controller, changes, Guid.NewGuid(), ct);
        await rig.ExecuteAsync(tenant.Database, $"""
            insert into access_codes
                (id, number, depot, controller, compartment, tag, valid_from, ends_at, uses, used, issued_by,
                 issued_at, put_version, failed)
            select gen_random_uuid(), n, '{depot.Id}', {depot.Identity.Controller}, 1, int8send(n),
                   now() - interval '30 days', {endsAt}, {uses}, {uses}, gen_random_uuid(),
                   now() - interval '30 days', {version}, false
            from generate_series(1, {count}) n
            """, ct);
        await rig.ExecuteAsync(
            rig.Fleet.Name, "update controllers set last_code_id = greatest(last_code_id, 5000)", ct);
    }

    private static TableChange RecordOf(int number)
    {
        var record = new byte[CodeRecord.Length];
        BinaryPrimitives.WriteUInt64BigEndian(record, (ulong)number);
        BinaryPrimitives.WriteUInt32BigEndian(record.AsSpan(CodeRecord.KeyOffset), (uint)number);
        return new TableChange(RecordKind.Code, record[CodeRecord.KeyOffset..], record);
    }
}
