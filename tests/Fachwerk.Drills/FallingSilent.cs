using Fachwerk.Drills.Servers;

namespace Fachwerk.Drills;

/// <summary>
/// The primary falls silent: no connection is closed, nothing is answered. A standby is promoted meanwhile; later the
/// silent one wakes and goes on where it was, a primary of yesterday.
/// </summary>
internal sealed class FallingSilent(DrillStage stage, Claims claims)
{
    // Not the WAL's position: the server itself writes to that.
    private const string NextTransaction = "select pg_snapshot_xmax(pg_current_snapshot())::text";

    private static readonly TimeSpan RecoverMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SomeLooks = TimeSpan.FromSeconds(2);

    private readonly Patience _patience = stage.Patience;

    public async Task PlayAsync(CancellationToken ct)
    {
        var former = stage.Servers.Primary;
        await LoseAsync(former, ct);
        await WakeAsync(former, ct);
        await RejoinAsync(former, ct);
    }

    private async Task LoseAsync(DrillServer former, CancellationToken ct)
    {
        await former.SilenceAsync(ct);
        var silent = _patience.Time.GetTimestamp();
        stage.Load.Mark();
        var promoted = await stage.Servers.PromoteFurthestAsync(ct, isSilent: true);
        var promotion = _patience.Time.GetElapsedTime(silent).TotalSeconds;
        var back = await stage.Load.UntilAllAnsweredAsync(RecoverMax, ct);
        claims.Add(back is not null && stage.Nodes.All(node => node.IsRunning),
            "a primary that falls silent without hanging up is left by both nodes by themselves",
            back is { } seconds
                ? $"{promoted.Name} promoted after {promotion:0.0} s, first answer after {seconds.First:0.0} s, last " +
                    $"depot's {seconds.Last:0.0} s"
                : $"not within {RecoverMax.TotalSeconds:0} s");
        await stage.FindPrimaryAsync(ct);
        // It may have been the primary before; the drill still has a connection to its first life.
        stage.Database.For("postgres").Clear();
    }

    // What had reached it before it fell silent it still carries out; that was never answered. Nobody asks for more.
    private async Task WakeAsync(DrillServer former, CancellationToken ct)
    {
        await former.WakeAsync(ct);
        await _patience.PassAsync(SomeLooks, ct);
        var before = await former.ScalarAsync<string>(NextTransaction, ct);
        var since = await former.ScalarAsync<string>("select clock_timestamp()::text", ct);
        stage.Load.Mark();
        var served = await stage.Load.UntilAllAnsweredAsync(RecoverMax, ct);
        await _patience.PassAsync(SomeLooks, ct);
        var statements = await former.ScalarAsync<long>($"""
            select count(*) from pg_stat_activity where application_name = 'fachwerk' and query_start > '{since}'
            """, ct);
        var after = await former.ScalarAsync<string>(NextTransaction, ct);
        claims.Add(served is not null && statements == 0 && before == after,
            "when the silent one wakes, it gets no writes",
            $"{statements} sessions of nodes with a new statement, next transaction {before} and {after}");
    }

    private async Task RejoinAsync(DrillServer former, CancellationToken ct)
    {
        await former.KillAsync(ct);
        former.Clear();
        await stage.Servers.FollowAsync(former, ct);
        await stage.Servers.UntilFollowedAsync(2, ct);
    }
}
