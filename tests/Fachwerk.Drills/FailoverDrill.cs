using Fachwerk.Drills.Depots;
using Fachwerk.Witness;

namespace Fachwerk.Drills;

/// <summary>
/// The primary is killed under load, a standby promoted, the old one fenced; a node is killed and started again. Then
/// the books are compared: nothing acknowledged may be missing, nothing may have happened twice.
/// </summary>
internal sealed class FailoverDrill(DrillPlan plan, Claims claims, TimeProvider time)
{
    private const int ReplaysMax = 300;
    private const string PositionOf = "select pg_current_wal_insert_lsn()::text";
    private static readonly TimeSpan RecoverMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SomeLooks = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongerThanStatements = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SettleMax = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan DrillMax = TimeSpan.FromMinutes(5);

    private readonly Patience _patience = new(time);

    /// <summary>Plays the drill; everything it made is gone afterwards.</summary>
    /// <returns>Whether every claim held.</returns>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(DrillMax, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        var started = time.GetTimestamp();
        try
        {
            await using var stage = await DrillStage.SetAsync(plan, _patience, either.Token);
            await PlayAsync(stage, either.Token);
        }
        catch (Exception cause) when (cause is DrillFailure || limit.IsCancellationRequested)
        {
            claims.Add(false, "the drill could be played to its end", cause.Message);
        }

        claims.Add(claims.Failed == 0, "every claim held", $"{time.GetElapsedTime(started).TotalSeconds:0} s in all");
        return claims.Failed == 0;
    }

    private async Task PlayAsync(DrillStage stage, CancellationToken ct)
    {
        stage.Load.Mark();
        stage.Load.Start();
        stage.Orders.Start();
        var all = await stage.Load.UntilAllAnsweredAsync(RecoverMax, ct);
        claims.Add(all is not null, "two nodes serve all depots over a primary and two standbys",
            $"{stage.Load.Depots.Count} depots, a commit waits for any one standby");
        await _patience.PassAsync(plan.Phase, ct);
        await KillPrimaryAsync(stage, ct);
        await _patience.PassAsync(plan.Phase, ct);
        await HoldStandbysAsync(stage, ct);
        if (plan.IsWhole)
        {
            await ComeBackAsync(stage, ct);
            await RejoinAsync(stage, ct);
            await KillNodeAsync(stage, ct);
            await new FallingSilent(stage, claims).PlayAsync(ct);
            await new GoingBack(plan, stage, claims).PlayAsync(ct);
        }

        await stage.Orders.StopAsync();
        await stage.Load.StopAsync();
        await CompareAsync(stage, ct);
        await ReplayAsync(stage, ct);
    }

    private async Task KillPrimaryAsync(DrillStage stage, CancellationToken ct)
    {
        var before = stage.Load.Answered;
        var former = stage.Servers.Primary;
        await former.KillAsync(ct);
        var killed = time.GetTimestamp();
        stage.Load.Mark();
        former.Fence();
        var promoted = await stage.Servers.PromoteFurthestAsync(ct);
        var promotion = time.GetElapsedTime(killed).TotalSeconds;
        var back = await stage.Load.UntilAllAnsweredAsync(RecoverMax, ct);
        claims.Add(back is not null, "both nodes found the new primary by themselves and answer every depot",
            back is { } seconds
                ? $"{before} telegrams answered before; {former.Name} killed, {promoted.Name} promoted after " +
                    $"{promotion:0.0} s, first answer after {seconds.First:0.0} s, last depot's {seconds.Last:0.0} s"
                : $"not within {RecoverMax.TotalSeconds:0} s");
        claims.Add(stage.Nodes.All(node => node.IsRunning), "no node had to be started again",
            $"{stage.Nodes.Count} processes");
        claims.Add(await former.StaysFencedAsync(ct), "the old primary cannot be started again",
            "its folder is moved, its control file taken away");
        await stage.FindPrimaryAsync(ct);
    }

    // It calls itself primary and stands first in the list of hosts. Only its timeline tells.
    private async Task ComeBackAsync(DrillStage stage, CancellationToken ct)
    {
        var former = stage.Servers.All[0];
        former.Unfence();
        await former.StartAsync(ct);
        var before = await former.ScalarAsync<string>(PositionOf, ct);
        await _patience.PassAsync(SomeLooks, ct);
        stage.Load.Mark();
        var served = await stage.Load.UntilAllAnsweredAsync(RecoverMax, ct);
        var sessions = await former.ScalarAsync<long>(
            "select count(*) from pg_stat_activity where application_name = 'fachwerk'", ct);
        var after = await former.ScalarAsync<string>(PositionOf, ct);
        claims.Add(served is not null && sessions == 0 && before == after,
            "a former primary that is started all the same gets no writes",
            $"{sessions} sessions of nodes, WAL at {before} and {after}");
        await former.KillAsync(ct);
        former.Fence();
    }

    private async Task RejoinAsync(DrillStage stage, CancellationToken ct)
    {
        var former = stage.Servers.All[0];
        var started = time.GetTimestamp();
        former.Discard();
        await stage.Servers.FollowAsync(former, ct);
        await stage.Servers.UntilFollowedAsync(2, ct);
        claims.Add(await former.ScalarAsync<bool>("select pg_is_in_recovery()", ct),
            "the old primary came back as a standby, from a fresh copy",
            $"following after {time.GetElapsedTime(started).TotalSeconds:0.0} s");
    }

    private async Task KillNodeAsync(DrillStage stage, CancellationToken ct)
    {
        var node = stage.Nodes[1];
        await node.KillAsync();
        stage.Load.Mark();
        var others = await stage.Load.UntilAllAnsweredAsync(RecoverMax, ct);
        claims.Add(others is not null, "a killed node's depots go to the other one",
            $"all answered within {others?.Last ?? double.NaN:0.0} s");
        await node.StartAsync(ct);
        stage.Load.Mark();
        var again = await stage.Load.UntilAllAnsweredAsync(RecoverMax, ct);
        claims.Add(again is not null && node.IsRunning, "the killed node serves again after its start",
            $"all answered within {again?.Last ?? double.NaN:0.0} s");
    }

    // PostgreSQL calls a commit that was cancelled while it waited for a standby a success, with a warning. So does one
    // that was told not to wait at all.
    private async Task HoldStandbysAsync(DrillStage stage, CancellationToken ct)
    {
        var standbys = stage.Servers.Standbys.Where(standby => !standby.IsFenced).ToList();
        await Task.WhenAll(standbys.Select(standby => standby.StopAsync()));
        await _patience.PassAsync(TimeSpan.FromSeconds(1), ct);
        var (before, queued) = (stage.Load.Answered, stage.Orders.Queued);
        await _patience.PassAsync(LongerThanStatements, ct);
        var (answers, orders) = (stage.Load.Answered - before, stage.Orders.Queued - queued);
        foreach (var standby in standbys)
            await standby.StartAsync(ct);
        stage.Load.Mark();
        var again = await stage.Load.UntilAllAnsweredAsync(RecoverMax, ct);
        claims.Add(answers == 0 && orders == 0 && again is not null,
            "nothing is acknowledged and no order queued while no standby has it too",
            $"{answers} answers and {orders} orders in {LongerThanStatements.TotalSeconds:0} s without standbys, " +
            $"all answered {again?.Last ?? double.NaN:0.0} s after their return");
    }

    private async Task CompareAsync(DrillStage stage, CancellationToken ct)
    {
        await _patience.PassAsync(TimeSpan.FromSeconds(1), ct);
        var inbox = await stage.Audit.CompareInboxAsync(ct);
        claims.Add(inbox.AreNone, "every acknowledged event is in the inbox, once, in order, as it happened",
            $"{inbox.Acknowledged} acknowledged, {inbox.Rows} stored, {inbox.Lost} lost, {inbox.Repeated} repeated, " +
            $"{inbox.OutOfOrder} out of order, {inbox.Different} different");
        var log = await CatchUpAsync(stage, inbox.Rows, ct);
        claims.Add(log.All == inbox.Rows && log.Different == inbox.Rows, "each of them is in the tenant's log, once",
            $"{log.All} entries, {log.Different} different");
        var orders = await stage.Audit.CompareOrdersAsync(ct);
        // What was sent in a lost past is forgotten; without one, an order is known as sent before it is sent.
        claims.Add(orders is { Done: > 0, NotDone: 0 } && (plan.IsWhole || orders.Unknown == 0),
            "no order is shown as done that was not",
            $"{stage.Orders.Queued} queued, {stage.Orders.Uncertain} unknown whether queued, {orders.Done} done, " +
            $"{orders.NotDone} not done, {orders.Unknown} carried out and forgotten");
        var ledger = stage.Load.Ledger;
        claims.Add(ledger.Reused.Count == 0 && stage.Load.Depots.All(depot => depot.Strange == 0),
            "no key sealed two messages under one nonce, and every datagram is what the specification says",
            $"{ledger.CountOf(Side.Controller)} of controllers, {ledger.CountOf(Side.Gateway)} of gateways, " +
            $"{ledger.Reused.Count} twice, {stage.Load.Depots.Sum(depot => depot.Strange)} strange");
    }

    private async Task<(long All, long Different)> CatchUpAsync(DrillStage stage, long rows, CancellationToken ct)
    {
        (long All, long Different) log = default;
        await _patience.UntilAsync(async () =>
        {
            log = await stage.Audit.CountTenantLogAsync(DrillStage.Tenant, ct);
            return log.All >= rows;
        }, SettleMax, ct);
        return log;
    }

    private async Task ReplayAsync(DrillStage stage, CancellationToken ct)
    {
        var captured = stage.Load.Depots.SelectMany(depot => depot.Answered).ToArray();
        Random.Shared.Shuffle(captured);
        var chosen = captured.Take(ReplaysMax).ToList();
        var before = await stage.Audit.MarkOfStateAsync(ct);
        var heard = await Eavesdropper.ReplayAsync(chosen, stage.Gateways, time);
        var after = await stage.Audit.MarkOfStateAsync(ct);
        claims.Add(heard.Count == 0 && before == after,
            "captured telegrams sent again change nothing and get no answer",
            $"{chosen.Count} of {captured.Length}, to both nodes, {heard.Count} answers");
    }
}
