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
    TenantDbContext db, ControllerKeys keys, CodeNumbers numbers, DepotContacts contacts, AuditTrail audit,
    OutboxWriter outbox, TenantCommit commit, TimeProvider time)
{
    private const int DrawsMax = 20;

    /// <summary>Issues it.</summary>
    /// <returns>The code, or <c>depot-unknown</c>, <c>compartment-unknown</c>, <c>window-invalid</c>,
    /// <c>uses-invalid</c>, <c>digits-invalid</c>, <c>code-in-use</c>, <c>codes-full</c>, <c>controller-inactive</c>.
    /// </returns>
    public async Task<Outcome<IssuedCode>> HandleAsync(IssueCodeRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var now = time.GetUtcNow();
        if (CodeRules.RefusalOf(request, now) is { } refusal)
            return refusal;
        var depot = await db.Set<Depot>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == request.Depot, ct);
        if (depot is null)
            return new Refusal("depot-unknown", RefusalSort.NotFound);
        if (!await db.Set<Compartment>().AnyAsync(
            one => one.Depot == request.Depot && one.Number == request.Compartment, ct))
            return new Refusal("compartment-unknown", RefusalSort.NotFound);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await LockAsync(depot, ct);
        var held = await HeldByDepotAsync(depot, now, ct);
        if (held.Live >= CodeRules.LiveMax)
            return new Refusal("codes-full", RefusalSort.Conflict);
        if (await numbers.NextAsync(depot.Controller, ct) is not { } number)
            return new Refusal("controller-inactive", RefusalSort.Conflict);
        var key = await keys.TableKeyAsync(depot.Controller, ct);
        if (!TryDraw(request.Digits, held, key, out var digits, out var tag))
            return new Refusal("code-in-use", RefusalSort.Conflict);
        var code = new AccessCode
        {
            Id = new CodeId(Guid.CreateVersion7(now)),
            Number = number,
            Depot = depot.Id,
            Controller = depot.Controller,
            Compartment = (short)request.Compartment,
            Tag = tag,
            ValidFrom = request.From ?? now,
            ValidUntil = request.Until,
            Uses = (short)request.Uses,
            IssuedBy = request.By,
            IssuedAt = now
        };
        return await SaveAsync(code, ct) ? new IssuedCode(code.Id, digits)
            : new Refusal("code-in-use", RefusalSort.Conflict);
    }

    private async Task<bool> SaveAsync(AccessCode code, CancellationToken ct)
    {
        db.Add(code);
        outbox.Add(CodeDelivery.KindName, DepotStream.Of(code.Controller), Guid.CreateVersion7(code.IssuedAt),
            CodeTable.Put(code));
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

    // Until the commit: whoever issues for the same depot counts only then what this one has added.
    private async Task LockAsync(Depot depot, CancellationToken ct)
    {
        await using var command = RelayTables.CommandOn(db, "select from depots where id = $1 for no key update");
        await command.With(depot.Id.Value).ExecuteNonQueryAsync(ct);
    }

    // What the depot may still hold counts: digits come free when the depot has said that they are gone.
    private async Task<Held> HeldByDepotAsync(Depot depot, DateTimeOffset now, CancellationToken ct)
    {
        var version = (await contacts.ReadAsync(ct)).GetValueOrDefault(depot.Id, DepotContact.Never).TableVersion;
        var codes = await db.Set<AccessCode>().AsNoTracking()
            .Where(code => code.Controller == depot.Controller && !(code.Failed && code.PutVersion == null))
            .Where(code => code.RevokedAt == null || code.RemoveVersion == null || code.RemoveVersion > version)
            .Select(code => new
            {
                code.Tag,
                Live = code.RevokedAt == null && (code.ValidUntil == null || code.ValidUntil > now)
            })
            .ToListAsync(ct);
        return new Held(
            codes.Count(code => code.Live), codes.Select(code => Convert.ToHexString(code.Tag)).ToHashSet());
    }

    private static bool TryDraw(string? wanted, Held held, byte[] key, out string digits, out byte[] tag)
    {
        var draws = wanted is null ? DrawsMax : 1;
        for (var i = 0; i < draws; i++)
        {
            digits = wanted ?? CodeDigits.Random(CodeRules.DigitsFor(held.Live));
            tag = CodeDigits.Tag(key, digits);
            if (!held.Tags.Contains(Convert.ToHexString(tag)))
                return true;
        }

        (digits, tag) = ("", []);
        return false;
    }

    private sealed record Held(int Live, HashSet<string> Tags);
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
