using Fachwerk.Backend.Database;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Outbox;

namespace Fachwerk.Backend.Reconciliation;

/// <summary>How far a tenant is in line with the fleet, as its own database remembers it.</summary>
/// <param name="Begun">The generation of the fleet when the present or last run began.</param>
/// <param name="Recoveries">How often the tenant's database had been said to be restored then.</param>
/// <param name="UpTo">Depots whose controllers have numbers up to this are gone through.</param>
/// <param name="IsDone">The run went through all of them.</param>
/// <param name="InLineWith">The generation of the last run that did.</param>
internal sealed record ReconciliationMark(
    BegunGeneration Begun, int Recoveries, long UpTo, bool IsDone, int InLineWith)
{
    public int Generation => Begun.Generation;

    public static async Task<ReconciliationMark> ReadAsync(TenantDbContext db, CancellationToken ct)
    {
        await using var command = RelayTables.CommandOn(
            db, "select generation, drawn, recoveries, up_to, is_done, in_line_with from reconciliation");
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return new ReconciliationMark(
            new BegunGeneration(row.GetInt16(0), row.GetInt64(1)), row.GetInt32(2), row.GetInt64(3), row.GetBoolean(4),
            row.GetInt16(5));
    }

    public async Task WriteAsync(TenantDbContext db, CancellationToken ct)
    {
        await using var command = RelayTables.CommandOn(db, """
            update reconciliation
            set generation = $1, drawn = $2, recoveries = $3, up_to = $4, is_done = $5, in_line_with = $6
            """);
        command.With((short)Generation).With(Begun.Drawn).With(Recoveries);
        command.With(UpTo).With(IsDone).With((short)InLineWith);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>A run from the first depot on.</summary>
    public ReconciliationMark Begin(BegunGeneration begun, int recoveries) =>
        new(begun, recoveries, 0, false, InLineWith);

    public bool IsSameRunAs(ReconciliationMark other) =>
        (Begun, Recoveries) == (other.Begun, other.Recoveries);

    public ReconciliationMark MoveTo(long upTo) => this with { UpTo = upTo };

    public ReconciliationMark Finish() => this with { IsDone = true, InLineWith = Generation };
}
