using System.Text.Json;
using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Identity;
using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Depots;

/// <summary>What happened, from the tenant's log, newest first. Scoped.</summary>
public sealed class ListEvents(TenantDbContext db, AuditLog log)
{
    /// <summary>The entries before a number (null: the newest), of one depot or of all.</summary>
    public async Task<IReadOnlyList<EventLine>> HandleAsync(
        DepotId? depot, long? before, int take, CancellationToken ct) =>
        await LinesAsync(await log.BeforeAsync(before, depot, take, ct), ct);

    /// <summary>The entries after a number, oldest first: what live watchers are told.</summary>
    public async Task<IReadOnlyList<EventLine>> AfterAsync(long number, int take, CancellationToken ct) =>
        await LinesAsync(await log.AfterAsync(number, take, ct), ct);

    private async Task<IReadOnlyList<EventLine>> LinesAsync(IReadOnlyList<AuditEntry> entries, CancellationToken ct)
    {
        var users = entries.Select(entry => Actor.TryUser(entry.Actor, out var id) ? id : Guid.Empty)
            .Where(id => id != Guid.Empty).Distinct().ToList();
        var names = users.Count == 0
            ? []
            : await db.Set<User>().AsNoTracking()
                .Where(user => users.Contains(user.Id))
                .ToDictionaryAsync(user => user.Id, user => user.UserName, ct);
        return [.. entries.Select(entry => new EventLine(
            entry.Number, entry.At, entry.RecordedAt, entry.Kind, entry.Depot, entry.Compartment, entry.Actor,
            Actor.TryUser(entry.Actor, out var id) ? names.GetValueOrDefault(id) : null,
            JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(entry.Detail) ?? []))];
    }
}

/// <summary>A line of the events timeline.</summary>
/// <param name="Number">Its number in the tenant's log, without gaps.</param>
/// <param name="At">When it happened.</param>
/// <param name="RecordedAt">When the backend heard of it.</param>
/// <param name="Kind">One of <see cref="AuditKinds"/>.</param>
/// <param name="Depot">The depot it concerns.</param>
/// <param name="Compartment">The compartment it concerns.</param>
/// <param name="Actor">Who, by id.</param>
/// <param name="UserName">The account's name, when it was one.</param>
/// <param name="Detail">What the kind has to say; see <see cref="AuditKinds"/>.</param>
public sealed record EventLine(
    long Number,
    DateTimeOffset At,
    DateTimeOffset RecordedAt,
    string Kind,
    DepotId? Depot,
    int? Compartment,
    string Actor,
    string? UserName,
    IReadOnlyDictionary<string, JsonElement> Detail);
