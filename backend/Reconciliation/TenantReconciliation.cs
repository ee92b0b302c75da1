using Fachwerk.Backend.Database;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Identity;
using Fachwerk.Backend.Outbox;

namespace Fachwerk.Backend.Reconciliation;

/// <summary>
/// Brings the fleet and one tenant in line again after one of their databases went back in time. It goes on where it
/// was cut, does everything under the relays' claim on the tenant, and costs two short queries when all is well.
/// </summary>
public sealed class TenantReconciliation(TenantScopes scopes, TableInventory inventory, TenantSignals signals)
{
    /// <summary>Does one portion.</summary>
    public async Task<Reconciled> RunAsync(Tenant tenant, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        await using var scope = scopes.Open(tenant);
        var services = scope.ServiceProvider;
        var db = services.GetRequiredService<TenantDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await RelayTables.TryClaimAsync(db, ct))
            return new Reconciled(RelayResult.Busy);
        var before = await ReconciliationMark.ReadAsync(db, ct);
        var (begun, recoveries) = await inventory.AgeAsync(tenant.Number, ct);
        if (before.Begun.IsForgottenBy(begun))
            return new Reconciled(RelayResult.Waiting) { SeenGeneration = before.Begun };
        var mark = before;
        if ((mark.Begun, mark.Recoveries) != (begun, recoveries))
        {
            // A copy brings back sessions that have ended since; nobody can tell which.
            if (mark.Recoveries != recoveries)
                services.GetRequiredService<Sessions>().EndAll();
            mark = mark.Begin(begun, recoveries);
            // Rows at which controllers waited may have other positions now.
            await RelayTables.ClearFailuresAsync(db, ct);
        }

        if (!mark.IsDone)
        {
            if (await GoOnAsync(mark, services, db, ct) is not { } reached)
                return new Reconciled(RelayResult.More);
            mark = reached;
        }

        if (mark != before)
            await mark.WriteAsync(db, ct);
        var next = await services.GetRequiredService<ForgottenOpenings>().EndAsync(db, ct);
        await services.GetRequiredService<TenantCommit>().SaveAsync(ct);
        // The fleet may have forgotten the mark of an outbox that holds something.
        if (!before.IsSameRunAs(mark))
            signals.OutboxFilled(tenant.Number);
        return new Reconciled(mark.IsDone ? RelayResult.Idle : RelayResult.More) { LookAgainAt = next };
    }

    private static async Task<ReconciliationMark?> GoOnAsync(
        ReconciliationMark mark, IServiceProvider services, TenantDbContext db, CancellationToken ct)
    {
        if (await services.GetRequiredService<TableReconciliation>().RunAsync(db, mark, ct) is not { } reached)
            return null;
        mark = mark.MoveTo(reached.UpTo);
        if (!reached.IsAll)
            return mark;
        await services.GetRequiredService<UnmatchedControllers>().TellOfOthersAsync(db, ct);
        return mark.Finish();
    }
}

/// <summary>How a portion ended.</summary>
/// <param name="Result">Idle when the tenant is in line.</param>
public sealed record Reconciled(RelayResult Result)
{
    /// <summary>When an opening's deadline will have passed that may have been forgotten.</summary>
    public DateTimeOffset? LookAgainAt { get; init; }

    /// <summary>
    /// The tenant has seen a generation above the fleet's, or another beginning of the same: the fleet's database went
    /// back unnoticed.
    /// </summary>
    public BegunGeneration? SeenGeneration { get; init; }
}
