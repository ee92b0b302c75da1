using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Identity;
using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Codes;

/// <summary>The codes of a depot with their honest state. Scoped.</summary>
public sealed class ListCodes(TenantDbContext db, DepotContacts contacts, TimeProvider time)
{
    /// <summary>The most codes it returns that have no place: revoked, left, never delivered, of another controller.
    /// </summary>
    public const int GoneMax = 200;

    /// <summary>
    /// Reads all that have a place, however old, and the newest others; <c>depot-unknown</c> when the tenant has none
    /// of this id.
    /// </summary>
    public async Task<Outcome<CodeList>> HandleAsync(DepotId depot, CancellationToken ct)
    {
        if (await FindAsync(depot, ct) is not { } found)
            return DepotUnknown;
        // At most a thousand have a place, all of the present controller.
        var codes = db.Set<AccessCode>().AsNoTracking().Where(code => code.Depot == depot);
        var present = await codes
            .Where(code => code.Controller == found.Controller && code.RevokedAt == null && code.LeftAt == null
                && !(code.Failed && code.PutVersion == null))
            .ToListAsync(ct);
        var gone = await codes
            .Where(code => code.Controller != found.Controller || code.RevokedAt != null || code.LeftAt != null
                || (code.Failed && code.PutVersion == null))
            .OrderByDescending(code => code.IssuedAt)
            .Take(GoneMax)
            .ToListAsync(ct);
        return await ShowAsync(found, [.. present.Concat(gone).OrderByDescending(code => code.IssuedAt)], ct);
    }

    /// <summary>Reads one; an empty list when the depot has none of this id.</summary>
    public async Task<Outcome<CodeList>> HandleAsync(DepotId depot, CodeId id, CancellationToken ct) =>
        await FindAsync(depot, ct) is { } found
            ? await ShowAsync(found, await db.Set<AccessCode>().AsNoTracking()
                .Where(code => code.Depot == depot && code.Id == id).ToListAsync(ct), ct)
            : DepotUnknown;

    private static Refusal DepotUnknown => new("depot-unknown", RefusalSort.NotFound);

    private Task<Depot?> FindAsync(DepotId depot, CancellationToken ct) =>
        db.Set<Depot>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == depot, ct);

    private async Task<CodeList> ShowAsync(Depot depot, List<AccessCode> codes, CancellationToken ct)
    {
        var compartments = await db.Set<Compartment>().Where(one => one.Depot == depot.Id)
            .OrderBy(one => one.Number).Select(one => (int)one.Number).ToListAsync(ct);
        var users = codes.Select(code => code.IssuedBy).Distinct().ToList();
        var names = await db.Set<User>().AsNoTracking()
            .Where(user => users.Contains(user.Id))
            .ToDictionaryAsync(user => user.Id, user => user.UserName, ct);
        var contact = (await contacts.ReadAsync(ct)).GetValueOrDefault(depot.Id, DepotContact.Never);
        return new CodeList(depot.Id, depot.Name, compartments, codes.ConvertAll(code => new CodeView(
            code.Id, code.Number, code.Compartment, code.ValidFrom, code.ValidUntil, code.Uses, code.Used,
            code.IssuedAt, names.GetValueOrDefault(code.IssuedBy), code.RevokedAt,
            CodeRules.StateOf(code, depot.Controller, contact.TableVersion))
        {
            EndsAt = code.EndsAt
        }))
        {
            Live = codes.Count(code => CodeRules.IsLive(code, depot.Controller, time.GetUtcNow()))
        };
    }
}

/// <summary>The codes of a depot.</summary>
/// <param name="Depot">The depot.</param>
/// <param name="DepotName">Its name.</param>
/// <param name="Compartments">The numbers of its compartments.</param>
/// <param name="Codes">The codes, newest first.</param>
public sealed record CodeList(
    DepotId Depot, string DepotName, IReadOnlyList<int> Compartments, IReadOnlyList<CodeView> Codes)
{
    /// <summary>How many of all the depot's codes still open or will.</summary>
    public int Live { get; init; }
}

/// <summary>A code in the list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Number">The number the depot's events name it by.</param>
/// <param name="Compartment">The compartment it opens.</param>
/// <param name="ValidFrom">It opens from then on.</param>
/// <param name="ValidUntil">It opens until then; null = until it is revoked.</param>
/// <param name="Uses">How often it opens; 0 = without limit.</param>
/// <param name="Used">How often it was used.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="IssuedBy">By whom; null when the account is gone.</param>
/// <param name="RevokedAt">When it was revoked.</param>
/// <param name="State">How it stands.</param>
public sealed record CodeView(
    CodeId Id,
    long Number,
    int Compartment,
    DateTimeOffset ValidFrom,
    DateTimeOffset? ValidUntil,
    int Uses,
    int Used,
    DateTimeOffset IssuedAt,
    string? IssuedBy,
    DateTimeOffset? RevokedAt,
    CodeState State)
{
    /// <summary>When it ended or will: with its time, or when it was used for the last time; null = when revoked.
    /// </summary>
    public DateTimeOffset? EndsAt { get; init; }
}
