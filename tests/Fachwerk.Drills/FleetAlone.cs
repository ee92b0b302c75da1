using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Depots;
using Fachwerk.Drills.Depots;

namespace Fachwerk.Drills;

/// <summary>
/// The fleet's database alone goes back in time, by a dump that is read back, while the tenant's stays as it is: what
/// the tenant knows must hold, and nothing may count twice.
/// </summary>
internal sealed class FleetAlone(DrillPlan plan, DrillStage stage, Claims claims)
{
    private static readonly TimeSpan DeliverMax = TimeSpan.FromSeconds(20);

    // An opening's deadline is 30 s.
    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(45);

    private readonly Patience _patience = stage.Patience;
    private OpeningId _opening;

    /// <summary>Plays it; the load is stopped before and afterwards.</summary>
    public async Task PlayAsync(CancellationToken ct)
    {
        var generation = await stage.GenerationAsync(ct);
        var desk = stage.Desk;
        var depot = stage.Load.Depots[^1];
        var id = await desk.DepotOfAsync(depot.Controller, ct);
        var revoked = await desk.IssueAsync(id, ct);
        await DeliveredAsync(ct);
        await stage.Servers.Primary.DumpAsync(stage.Fleet.Name, stage.Servers.Dump, ct);
        var before = await SettledLogAsync(ct);
        await desk.RevokeAsync(id, revoked, ct);
        var issued = await desk.IssueAsync(id, ct);
        stage.Load.Start();
        await _patience.PassAsync(plan.Phase / 2, ct);
        await stage.Load.StopAsync();
        // Nobody answers: its order is queued, and will be forgotten.
        _opening = await desk.OpenAsync(id, ct);
        await DeliveredAsync(ct);
        var told = await SettledLogAsync(ct) - before;
        await RestoreAsync(ct);
        await stage.RaisedAsync(generation + 1, ct);
        var inLine = await _patience.UntilAsync(() => desk.IsInLineAsync(generation + 1, ct), DeliverMax, ct);
        claims.Add(inLine is not null && await stage.GenerationAsync(ct) == generation + 1,
            "nodes notice a dump of the fleet alone that was read back, and the tenant puts it right",
            $"from generation {generation} to {await stage.GenerationAsync(ct)}");
        await CompareTableAsync(depot, revoked, issued, ct);
        await CompareEventsAsync(told, ct);
    }

    /// <summary>Once the deadline has passed.</summary>
    public async Task EndAsync(CancellationToken ct)
    {
        var state = OpeningState.Queued;
        var took = await _patience.UntilAsync(
            async () => (state = await stage.Desk.StateOfAsync(_opening, ct)) == OpeningState.Unknown, EndMax, ct);
        claims.Add(took is not null, "an opening that the fleet has forgotten ends as unknown", $"it is {state}");
    }

    // As backend/OPERATIONS.md says: no node runs meanwhile.
    private async Task RestoreAsync(CancellationToken ct)
    {
        foreach (var node in stage.Nodes)
            await node.KillAsync();
        await stage.Database.DropAsync(stage.Fleet.Name, ct);
        await stage.Servers.Primary.ReadBackAsync(stage.Fleet.Name, stage.Servers.Dump, ct);
        await Task.WhenAll(stage.Nodes.Select(node => node.StartAsync(ct)));
    }

    private async Task CompareTableAsync(DrillDepot depot, CodeId revoked, CodeId issued, CancellationToken ct)
    {
        var table = await depot.ReadTableAsync(0);
        var (gone, there) = (
            await stage.Desk.TagOfAsync(revoked, ct), await stage.Desk.TagOfAsync(issued, ct));
        claims.Add(table.Length > 0 && !Holds(table, gone),
            "a code that was revoked after the dump is not in the depot's table",
            $"{table.Length} bytes of table read by the depot");
        claims.Add(Holds(table, there), "a code that was issued after the dump is", "read by the depot");
    }

    private async Task CompareEventsAsync(long told, CancellationToken ct)
    {
        stage.Load.Mark();
        stage.Load.Start();
        await stage.Load.UntilAllAnsweredAsync(DeliverMax, ct);
        await _patience.PassAsync(plan.Phase / 2, ct);
        await stage.Load.StopAsync();
        var (rows, log) = (0L, (All: 0L, Different: 0L));
        await _patience.UntilAsync(async () =>
        {
            rows = await stage.Audit.CountEventsAsync(ct);
            log = await stage.Audit.CountTenantLogAsync(DrillStage.Tenant, ct);
            return log.All >= rows;
        }, DeliverMax, ct);
        claims.Add(told > 0 && log.All == log.Different && log.All == rows,
            "events that depots tell again are in the tenant's log once",
            $"{told} were lost with the fleet's past and told again, {log.All} entries, {log.Different} different");
    }

    private static bool Holds(byte[] table, byte[] tag) => table.AsSpan().IndexOf(tag) >= 0;

    private Task<TimeSpan> DeliveredAsync(CancellationToken ct) =>
        _patience.InsistAsync(() => stage.Desk.IsDeliveredAsync(ct), DeliverMax, "the nodes deliver", ct);

    // All that the fleet's inbox holds now.
    private async Task<long> SettledLogAsync(CancellationToken ct)
    {
        var rows = await stage.Audit.CountEventsAsync(ct);
        await _patience.InsistAsync(async () => await LogAsync(ct) >= rows, DeliverMax, "the log catches up", ct);
        return rows;
    }

    private async Task<long> LogAsync(CancellationToken ct) =>
        (await stage.Audit.CountTenantLogAsync(DrillStage.Tenant, ct)).All;
}
