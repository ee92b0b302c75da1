using System.Text.Json;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Outbox;
using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Codes;

/// <summary>Puts codes into their depot's table and takes them out: however many wait, as one version.</summary>
public sealed class CodeDelivery(TableStore tables) : IOutboxHandler
{
    internal const string KindName = "table.code";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <inheritdoc/>
    public int TogetherMax => OutboxRelay.RowsMax;

    /// <inheritdoc/>
    public async Task DeliverAsync(IReadOnlyList<OutboxRow> rows, TenantDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(db);
        var payloads = rows.Select(Read).ToList();
        var codes = await CodesAsync(payloads, db, ct);
        var edits = rows.Zip(payloads, (row, payload) => new TableEdit(row.Key, ChangesOf(payload, codes))).ToList();
        var wanted = edits.Where(edit => edit.Changes.Count > 0).ToList();
        if (wanted.Count == 0)
            return;
        var made = await tables.ApplyAsync(payloads[0].Controller, wanted, ct);
        var versions = wanted.Zip(made).ToDictionary(pair => pair.First.Key, pair => pair.Second);
        for (var i = 0; i < rows.Count; i++)
        {
            if (versions.TryGetValue(rows[i].Key, out var version))
                Note(edits[i], payloads[i], codes, version);
        }
    }

    /// <inheritdoc/>
    public async Task GiveUpAsync(OutboxRow row, TenantDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(db);
        var payload = Read(row);
        var codes = await CodesAsync([payload], db, ct);
        if (codes.TryGetValue(payload.Subject, out var subject))
            subject.Failed = true;
    }

    // A revocation may have overtaken the code: then it must not come back.
    private static IReadOnlyList<TableChange> ChangesOf(TablePayload payload, Dictionary<Guid, AccessCode> codes) =>
        payload.Subject != Guid.Empty && codes[payload.Subject].RevokedAt is not null
            ? [.. payload.ToChanges().Where(change => change.Record is null)]
            : payload.ToChanges();

    private static void Note(TableEdit edit, TablePayload payload, Dictionary<Guid, AccessCode> codes, long version)
    {
        foreach (var id in payload.Leaving)
            codes[id].RemoveVersion = version;
        if (payload.Subject == Guid.Empty)
            return;
        if (payload.Operations.All(one => one.Record is null))
            codes[payload.Subject].RemoveVersion = version;
        else if (edit.Changes.Any(change => change.Record is not null))
            codes[payload.Subject].PutVersion = version;
    }

    private static TablePayload Read(OutboxRow row) => JsonSerializer.Deserialize<TablePayload>(row.Payload)!;

    private static async Task<Dictionary<Guid, AccessCode>> CodesAsync(
        IReadOnlyList<TablePayload> payloads, TenantDbContext db, CancellationToken ct)
    {
        var ids = payloads.SelectMany(payload => payload.Leaving.Append(payload.Subject))
            .Where(id => id != Guid.Empty).Select(id => new CodeId(id)).Distinct().ToList();
        var codes = await db.Set<AccessCode>().Where(code => ids.Contains(code.Id))
            .ToDictionaryAsync(code => code.Id.Value, ct);
        return codes.Count == ids.Count
            ? codes
            : throw new InvalidDataException("The outbox names a code that is not there.");
    }
}
