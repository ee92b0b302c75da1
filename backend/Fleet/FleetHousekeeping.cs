using Fachwerk.Backend.Database;
using Npgsql;

namespace Fachwerk.Backend.Fleet;

/// <summary>
/// Drops what the device plane no longer needs, a portion at a time, so that no statement holds up a telegram.
/// </summary>
public sealed class FleetHousekeeping(FleetDatabase fleet, TimeProvider time, ILogger<FleetHousekeeping> log)
    : BackgroundService
{
    /// <summary>How long the inbox, closed orders and idempotency keys of tables are kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(14);

    private const int PortionMax = 5_000;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private static readonly string[] Expiring =
    [
        "delete from inbox where position in (select position from inbox where received_at < now() - $1 limit $2)",
        """
        delete from orders where (controller, order_id) in (
            select controller, order_id from orders where closed_at < now() - $1 limit $2)
        """,
        """
        delete from table_changes where idempotency_key in (
            select idempotency_key from table_changes where applied_at < now() - $1 limit $2)
        """,
    ];

    /// <summary>
    /// One round. A removed table record is forgotten once its depot has the version that removed it, and that is as
    /// long ago as idempotency keys are kept: until then it tells a restored tenant that it was removed. Whoever asks
    /// from before that reads the whole table.
    /// </summary>
    public async Task RunOnceAsync(CancellationToken ct)
    {
        foreach (var sql in Expiring)
            await RepeatAsync(() => fleet.Source.CreateCommand(sql).With(Kept).With(PortionMax), ct);
        await RepeatAsync(() => fleet.Source.CreateCommand("""
            with owner as materialized (
                select number, table_version
                from controllers
                where number in (
                    select r.controller
                    from table_records r
                    join controllers c on c.number = r.controller
                    where r.value is null and r.version <= c.table_version
                        and not exists (
                            select from table_changes t where t.controller = r.controller and t.version = r.version)
                    limit $1)
                order by number
                for no key update
            ),
            gone as (
                delete from table_records r
                using owner w
                where r.controller = w.number and r.value is null and r.version <= w.table_version
                    and not exists (
                        select from table_changes t where t.controller = r.controller and t.version = r.version)
                returning r.controller, r.version
            )
            update controllers c
            set table_horizon = greatest(c.table_horizon, g.version)
            from (select controller, max(version) as version from gone group by controller) g
            where c.number = g.controller
            """).With(PortionMax), ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryRunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task TryRunAsync(CancellationToken ct)
    {
        try
        {
            await RunOnceAsync(ct);
        }
        catch (NpgsqlException cause)
        {
            FleetLog.NotTidied(log, cause.SqlState);
        }
        catch (Exception cause) when (!ct.IsCancellationRequested)
        {
            FleetLog.Strange(log, cause);
        }
    }

    private static async Task RepeatAsync(Func<NpgsqlCommand> make, CancellationToken ct)
    {
        int rows;
        do
        {
            await using var command = make();
            rows = await command.ExecuteNonQueryAsync(ct);
        }
        while (rows >= PortionMax);
    }
}
