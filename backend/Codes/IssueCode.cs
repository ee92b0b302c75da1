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
    TenantDbContext db, ControllerKeys keys, CodeNumbers numbers, CodePlaces places, IssueTurns turns,
    AuditTrail audit, OutboxWriter outbox, TenantCommit commit, TimeProvider time)
{
    private const int DrawsMax = 20;

    /// <summary>Issues it.</summary>
    /// <returns>The code, or <c>depot-unknown</c>, <c>compartment-unknown</c>, <c>window-invalid</c>,
    /// <c>uses-invalid</c>, <c>digits-invalid</c>, <c>code-in-use</c>, <c>codes-full</c>, <c>controller-inactive</c>.
    /// </returns>
    public async Task<Outcome<IssuedCode>> HandleAsync(IssueCodeRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (CodeRules.RefusalOf(request, time.GetUtcNow()) is { } refusal)
            return refusal;
        using var turn = await turns.TakeAsync(request.Depot, ct);
        var now = time.GetUtcNow();
        var depot = await db.Set<Depot>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == request.Depot, ct);
        if (depot is null)
            return new Refusal("depot-unknown", RefusalSort.NotFound);
        if (!await db.Set<Compartment>().AnyAsync(
            one => one.Depot == request.Depot && one.Number == request.Compartment, ct))
            return new Refusal("compartment-unknown", RefusalSort.NotFound);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await places.LockAsync(depot.Id, ct);
        var (taken, live) = await places.CountAsync(depot.Controller, now, ct);
        var wanted = Math.Max(0, taken + 1 - CodeRules.LiveMax);
        var leaving = wanted == 0 ? [] : await places.TakeAsync(depot.Controller, wanted, now, now, ct);
        if (leaving.Count < wanted)
            return new Refusal("codes-full", RefusalSort.Conflict);
        if (await numbers.NextAsync(depot.Controller, ct) is not { } given)
            return new Refusal("controller-inactive", RefusalSort.Conflict);
        if (await DrawAsync(request.Digits, depot.Controller, live, given.DepotVersion, ct) is not { } drawn)
            return new Refusal("code-in-use", RefusalSort.Conflict);
        var code = new AccessCode
        {
            Id = new CodeId(Guid.CreateVersion7(now)),
            Number = given.Number,
            Depot = depot.Id,
            Controller = depot.Controller,
            Compartment = (short)request.Compartment,
            Tag = drawn.Tag,
            ValidFrom = request.From ?? now,
            ValidUntil = request.Until,
            EndsAt = request.Until,
            Uses = (short)request.Uses,
            IssuedBy = request.By,
            IssuedAt = now
        };
        return await SaveAsync(code, leaving, ct) ? new IssuedCode(code.Id, drawn.Digits)
            : new Refusal("code-in-use", RefusalSort.Conflict);
    }

    private async Task<bool> SaveAsync(AccessCode code, IReadOnlyList<AccessCode> leaving, CancellationToken ct)
    {
        db.Add(code);
        outbox.Add(CodeDelivery.KindName, DepotStream.Of(code.Controller), Guid.CreateVersion7(code.IssuedAt),
            CodeTable.Put(code, leaving));
        audit.Add(AuditKinds.CodeIssued, Actor.User(code.IssuedBy),
            new { Code = code.Number, From = code.ValidFrom, Until = code.ValidUntil, code.Uses },
            code.Depot, code.Compartment);
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

    // All at once, so that however many codes there are, one look tells which of these are free.
    private async Task<(string Digits, byte[] Tag)?> DrawAsync(
        string? wanted, long controller, int live, long depotVersion, CancellationToken ct)
    {
        var key = await keys.TableKeyAsync(controller, ct);
        List<(string Digits, byte[] Tag)> draws = [.. Enumerable.Range(0, wanted is null ? DrawsMax : 1)
            .Select(_ => wanted ?? CodeDigits.Random(CodeRules.DigitsFor(live)))
            .Select(digits => (digits, CodeDigits.Tag(key, digits)))];
        var held = await places.HeldAsync(controller, [.. draws.Select(draw => draw.Tag)], depotVersion, ct);
        var free = draws.FindAll(draw => !held.Contains(Convert.ToHexString(draw.Tag)));
        return free.Count == 0 ? null : free[0];
    }
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
