using System.Diagnostics;
using Fachwerk.Backend.Fleet;
using Fachwerk.Drills.Depots;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Drills;

/// <summary>
/// The second half of the drill: the databases go back in time, by a dump of the fleet alone, by an image of both and
/// by a standby that was behind, and once somebody only says so.
/// </summary>
internal sealed class GoingBack(DrillPlan plan, DrillStage stage, Claims claims)
{
    private const int ReplaysMax = 300;
    private const int GenerationShift = 24;
    private static readonly TimeSpan RecoverMax = TimeSpan.FromSeconds(40);

    private readonly Patience _patience = stage.Patience;
    private int _echoes;

    public async Task PlayAsync(CancellationToken ct)
    {
        var alone = new FleetAlone(plan, stage, claims);
        await PauseAsync();
        await alone.PlayAsync(ct);
        Resume();
        await RestoreAsync(ct);
        await FallBehindAsync(ct);
        await BeToldAsync(ct);
        await alone.EndAsync(ct);
    }

    private async Task RestoreAsync(CancellationToken ct)
    {
        var generation = await stage.GenerationAsync(ct);
        await stage.Servers.Primary.TakeImageAsync(stage.Servers.Image, ct);
        await _patience.PassAsync(plan.Phase, ct);
        var depot = stage.Load.Depots[0];
        var code = NewCode();
        var version = await stage.Tables.ApplyAsync(
            depot.Controller, [new TableChange(RecordKind.Code, code[CodeRecord.KeyOffset..], code)], Guid.NewGuid(),
            ct);
        await PauseAsync();
        var held = await depot.ReadTableAsync(0);
        await stage.Servers.RestoreAsync(ct);
        var raised = await stage.RaisedAsync(generation + 1, ct);
        claims.Add(raised,
            "nodes notice a database that was restored in its place, and raise the generation once",
            $"from {generation} to {await stage.GenerationAsync(ct)}");
        await ReplayAsync("the image", ct);
        await GoOnAsync("after the restore", ct);
        await PauseAsync();
        var table = await depot.ReadTableAsync((uint)version);
        claims.Add(Holds(held, code) && table.Length > 0 && !Holds(table, code),
            "a code that the database has forgotten leaves the depot's table",
            $"the depot had version {version}, is told to read all of {(generation + 1) << GenerationShift} or later");
        Resume();
    }

    private async Task FallBehindAsync(CancellationToken ct)
    {
        var generation = await stage.GenerationAsync(ct);
        var behind = await stage.Servers.LeaveBehindAsync(ct);
        await _patience.PassAsync(plan.Phase, ct);
        await PauseAsync();
        var former = stage.Servers.Primary;
        var before = await stage.Audit.CountEventsAsync(ct);
        await former.KillAsync(ct);
        former.Fence();
        await stage.Servers.PromoteAsync(behind, ct);
        var raised = await stage.RaisedAsync(generation + 1, ct);
        var lost = before - await stage.Audit.CountEventsAsync(ct);
        claims.Add(raised && lost > 0, "a standby that was behind is taken, and the generation raised once",
            $"{lost} acknowledged events lost with the old primary, " +
                $"from {generation} to {await stage.GenerationAsync(ct)}");
        await ReplayAsync("the standby", ct);
        await GoOnAsync("after the standby's promotion", ct);
    }

    private async Task BeToldAsync(CancellationToken ct)
    {
        var generation = await stage.GenerationAsync(ct);
        _echoes = stage.Load.Depots.Sum(depot => depot.EchoesAsked);
        string[] command = [plan.Backend, "fleet", "recovered", "--data", stage.Nodes[0].Folder];
        var start = new ProcessStartInfo("dotnet", command) { RedirectStandardOutput = true };
        start.Environment["FACHWERK_DATABASE"] = stage.Servers.ConnectionString;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(ct);
        claims.Add(process.ExitCode == 0 && await stage.GenerationAsync(ct) == generation + 1,
            "'fleet recovered' raises the generation", $"from {generation} to {await stage.GenerationAsync(ct)}");
        await AskedAsync("after 'fleet recovered'", ct);
    }

    // What was accepted in the lost past is genuine and above what the database remembers; only an Echo tells it apart.
    private async Task ReplayAsync(string what, CancellationToken ct)
    {
        var captured = stage.Load.Depots
            .SelectMany(depot => depot.Answered.TakeLast(ReplaysMax / plan.Depots)).ToList();
        var before = await stage.Audit.MarkOfStateAsync(ct);
        var heard = await Eavesdropper.ReplayAsync(captured, stage.Gateways, _patience.Time);
        var after = await stage.Audit.MarkOfStateAsync(ct);
        var strange = heard.Count(datagram => !stage.Load.Depots.Any(depot => depot.NoteOverheard(datagram)));
        claims.Add(before == after && strange == 0, $"telegrams that {what} has forgotten are not accepted",
            $"the newest {captured.Count} sent again, {heard.Count} questions for an Echo in return");
    }

    private async Task GoOnAsync(string when, CancellationToken ct)
    {
        _echoes = stage.Load.Depots.Sum(depot => depot.EchoesAsked);
        Resume();
        await AskedAsync(when, ct);
        await _patience.PassAsync(plan.Phase, ct);
    }

    private async Task AskedAsync(string when, CancellationToken ct)
    {
        stage.Load.Mark();
        var answered = await stage.Load.UntilAllAnsweredAsync(RecoverMax, ct);
        await _patience.UntilAsync(() => Task.FromResult(Asked() >= plan.Depots), RecoverMax, ct);
        claims.Add(answered is not null && Asked() >= plan.Depots,
            $"every depot is asked for an Echo and served {when}",
            $"{Asked()} questions, all answered within {answered?.Last ?? double.NaN:0.0} s");
    }

    private int Asked() => stage.Load.Depots.Sum(depot => depot.EchoesAsked) - _echoes;

    private async Task PauseAsync()
    {
        await stage.Orders.StopAsync();
        await stage.Load.StopAsync();
    }

    private void Resume()
    {
        stage.Load.Start();
        stage.Orders.Start();
    }

    private static byte[] NewCode()
    {
        var bytes = new byte[CodeRecord.Length];
        new CodeRecord { CodeId = 4_711, Compartment = 1, Tag = 0x4661_6368_7765_726B }.Write(bytes, 0);
        return bytes;
    }

    private static bool Holds(byte[] table, byte[] code) => table.AsSpan().IndexOf(code) >= 0;
}
