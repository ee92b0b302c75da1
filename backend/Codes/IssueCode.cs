using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Outbox;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Fachwerk.Backend.Codes;

/// <summary>Issues a table code. Its digits are in the answer and nowhere else. Scoped.</summary>
public sealed class IssueCode(
    TenantDbContext db, TenantContext tenant, ControllerKeys keys, CodeNumbers numbers, CodePlaces places,
    IssueTurns turns, AuditTrail audit, OutboxWriter outbox, TenantCommit commit, TimeProvider time)
{
    private const int DrawsMax = 8;

    /// <summary>Issues it.</summary>
    /// <returns>The code, or <c>depot-unknown</c>, <c>compartment-unknown</c>, <c>window-invalid</c>,
    /// <c>uses-invalid</c>, <c>digits-invalid</c>, <c>code-in-use</c>, <c>codes-full</c>, <c>controller-inactive</c>.
    /// </returns>
    public async Task<Outcome<IssuedCode>> HandleAsync(IssueCodeRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        return CodeRules.RefusalOf(request, time.GetUtcNow()) is { } refusal
            ? refusal
            : await turns.TakeAsync(
                tenant.Number, request, together => IssueAsync(together, CancellationToken.None), ct);
    }

    /// <summary>Issues codes of one depot in one transaction, as many as there are places for.</summary>
    private async Task<IReadOnlyList<Outcome<IssuedCode>>> IssueAsync(
        IReadOnlyList<IssueCodeRequest> requests, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var id = requests[0].Depot;
        var depot = await db.Set<Depot>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, ct);
        if (depot is null)
            return AllRefused(requests, new Refusal("depot-unknown", RefusalSort.NotFound));
        var compartments = await db.Set<Compartment>().Where(one => one.Depot == id)
            .Select(one => (int)one.Number).ToHashSetAsync(ct);
        var wanted = requests.Count(one => compartments.Contains(one.Compartment));
        if (wanted == 0)
            return AllRefused(requests, CompartmentUnknown);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // What leaves does not come back: a node whose clock is ahead must not take places of codes that still open.
        var locked = await places.LockAsync(id, ct);
        var ended = locked < now ? locked : now;
        var (taken, live) = await places.CountAsync(depot.Controller, ended, ct);
        var missing = Math.Clamp(taken + wanted - CodeRules.LiveMax, 0, taken);
        var leaving = missing == 0 ? [] : await places.TakeAsync(depot.Controller, missing, ended, ended, ct);
        var free = CodeRules.LiveMax - taken + leaving.Count;
        if (free <= 0)
            return AllRefused(requests, CodesFull);
        if (await numbers.NextAsync(depot.Controller, wanted, ct) is not { } given)
            return AllRefused(requests, new Refusal("controller-inactive", RefusalSort.Conflict));
        var batch = new IssueBatch(depot, compartments, given.First, now)
        {
            Free = free,
            Digits = await DrawAsync(requests, depot.Controller, live, given.DepotVersion, ct)
        };
        var outcomes = batch.Issue(requests);
        if (batch.Codes.Count > 0 && await SaveAsync(batch.Codes, leaving, ct))
            return outcomes;
        // Nobody left a place, and whoever comes next in this scope begins anew.
        db.ChangeTracker.Clear();
        return batch.Codes.Count > 0 ? AllRefused(requests, CodeInUse) : outcomes;
    }

    private async Task<bool> SaveAsync(
        IReadOnlyList<AccessCode> codes, IReadOnlyList<AccessCode> leaving, CancellationToken ct)
    {
        db.AddRange(codes);
        foreach (var code in codes)
        {
            // Whoever leaves does so in the version of the first, before the others need the places.
            outbox.Add(CodeDelivery.KindName, DepotStream.Of(code.Controller), Guid.CreateVersion7(code.IssuedAt),
                CodeTable.Put(code, code == codes[0] ? leaving : []));
            audit.Add(AuditKinds.CodeIssued, Actor.User(code.IssuedBy),
                new { Code = code.Number, From = code.ValidFrom, Until = code.ValidUntil, code.Uses },
                code.Depot, code.Compartment);
        }

        try
        {
            await commit.SaveAsync(ct);
            return true;
        }
        catch (DbUpdateException cause) when (cause.InnerException is PostgresException
        {
            SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "access_codes_live"
        })
        {
            // Someone issued the same digits in the same instant.
            return false;
        }
    }

    // All at once, so that however many codes there are, one look tells which digits are free.
    private async Task<IReadOnlyList<IReadOnlyList<DrawnDigits>>> DrawAsync(
        IReadOnlyList<IssueCodeRequest> requests, long controller, int live, long depotVersion, CancellationToken ct)
    {
        var key = await keys.TableKeyAsync(controller, ct);
        List<List<DrawnDigits>> drawn = [.. requests.Select((request, i) => Enumerable
            .Range(0, request.Digits is null ? DrawsMax : 1)
            .Select(_ => request.Digits ?? CodeDigits.Random(CodeRules.DigitsFor(live + i)))
            .Select(digits => new DrawnDigits(digits, CodeDigits.Tag(key, digits))).ToList())];
        byte[][] tags = [.. drawn.SelectMany(draws => draws).Select(draw => draw.Tag)];
        var held = await places.HeldAsync(controller, tags, depotVersion, ct);
        return drawn.ConvertAll(draws => draws.FindAll(draw => !held.Contains(Convert.ToHexString(draw.Tag))));
    }

    private static List<Outcome<IssuedCode>> AllRefused(IReadOnlyList<IssueCodeRequest> requests, Refusal refusal) =>
        [.. requests.Select(_ => (Outcome<IssuedCode>)refusal)];

    internal static Refusal CompartmentUnknown => new("compartment-unknown", RefusalSort.NotFound);

    internal static Refusal CodesFull => new("codes-full", RefusalSort.Conflict);

    internal static Refusal CodeInUse => new("code-in-use", RefusalSort.Conflict);
}

/// <summary>What <see cref="IssueCode"/> needs.</summary>
/// <param name="Depot">The depot.</param>
/// <param name="Compartment">1 to 64.</param>
/// <param name="From">It opens from then on; null = from now on.</param>
/// <param name="Until">It opens until then; null = until it is revoked.</param>
/// <param name="Uses">How often it opens, at most 255; 0 = without limit.</param>
/// <param name="By">The account that issues it.</param>
/// <param name="Digits">Digits to use instead of random ones; null = random.</param>
public sealed record IssueCodeRequest(
    DepotId Depot, int Compartment, DateTimeOffset? From, DateTimeOffset? Until, int Uses, Guid By,
    string? Digits = null);

/// <summary>A code that was just issued.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Digits">Its digits, to be shown once and never kept.</param>
public sealed record IssuedCode(CodeId Id, string Digits);
