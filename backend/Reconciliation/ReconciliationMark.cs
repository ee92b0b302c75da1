using Fachwerk.Backend.Database;
using Fachwerk.Backend.Outbox;

namespace Fachwerk.Backend.Reconciliation;

/// <summary>How far a tenant is in line with the fleet, as its own database remembers it.</summary>
/// <param name="Generation">Of the fleet when the present or last run began.</param>
/// <param name="Recoveries">How often the tenant's database had been said to be restored then.</param>
/// <param name="UpTo">Depots whose controllers have numbers up to this are gone through.</param>
/// <param name="IsDone">The run went through all of them.</param>
/// <param name="InLineWith">The generation of the last run that did.</param>
internal sealed record ReconciliationMark(int Generation, int Recoveries, long UpTo, bool IsDone, int InLineWith)
{
    public static async Task<ReconciliationMark> ReadAsync(TenantDbContext db, CancellationToken ct)
    {
        await using var command = RelayTables.CommandOn(
            db, "select generation, recoveries, up_to, is_done, in_line_with from reconciliation");
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return new ReconciliationMark(
            row.GetInt16(0), row.GetInt32(1), row.GetInt64(2), row.GetBoolean(3), row.GetInt16(4));
    }

    public async Task WriteAsync(TenantDbContext db, CancellationToken ct)
    {
        await using var command = RelayTables.CommandOn(db, """
            update reconciliation
            set generation = $1, recoveries = $2, up_to = $3, is_done = $4, in_line_with = $5
            """);
        command.With((short)Generation).With(Recoveries).With(UpTo).With(IsDone).With((short)InLineWith);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>A run from the first depot on.</summary>
    public ReconciliationMark Begin(int generation, int recoveries) =>
        new(generation, recoveries, 0, false, InLineWith);

    public bool IsSameRunAs(ReconciliationMark other) =>
        (Generation, Recoveries) == (other.Generation, other.Recoveries);

    public ReconciliationMark MoveTo(long upTo) => this with { UpTo = upTo };

    public ReconciliationMark Finish() => this with { IsDone = true, InLineWith = Generation };
}
