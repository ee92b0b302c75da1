using Fachwerk.Backend.Database;

namespace Fachwerk.Drills.Starting;

/// <summary>
/// A demo is ended at each moment of its start, by SIGTERM and by SIGKILL of its script, with fresh data and with data
/// that is there: nothing of it is left, it starts again, and a PostgreSQL of somebody else goes on.
/// </summary>
internal sealed class StartDrill(StartPlan plan, Claims claims, TimeProvider time)
{
    private static readonly TimeSpan GoneMax = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan UpMax = TimeSpan.FromMinutes(10);

    private readonly Patience _patience = new(time);
    private readonly string _folder =
        Path.Combine(Path.GetTempPath(), $"fachwerk-start-{Guid.NewGuid().ToString("N")[..8]}");

    private Neighbour _neighbour = null!;
    private int _folders;

    /// <summary>Plays the drill; everything it made is gone afterwards.</summary>
    /// <returns>Whether every claim held.</returns>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        var started = time.GetTimestamp();
        Directory.CreateDirectory(_folder);
        try
        {
            await using (_neighbour = await Neighbour.StartAsync(Path.Combine(_folder, "neighbour"), time, ct))
            {
                foreach (var signal in new[] { Signal.Terminate, Signal.Kill })
                {
                    await FreshAsync(signal, ct);
                    await ThereAsync(signal, ct);
                }

                claims.Add(await _neighbour.IsUntouchedAsync(ct), "a PostgreSQL of somebody else ran all the time",
                    "its number stood in postmaster.pid after each SIGKILL");
            }
        }
        catch (DrillFailure cause)
        {
            claims.Add(false, "the drill could be played to its end", cause.Message);
        }
        finally
        {
            Directory.Delete(_folder, recursive: true);
        }

        claims.Add(claims.Failed == 0, "every claim held", $"{time.GetElapsedTime(started).TotalSeconds:0} s in all");
        return claims.Failed == 0;
    }

    // Each moment has a folder of its own, and a second start that has to succeed.
    private async Task FreshAsync(Signal signal, CancellationToken ct)
    {
        var outcome = new Outcome();
        foreach (var moment in Moments())
        {
            var data = NewFolder();
            var wasUp = await EndAtAsync(data, moment, signal, outcome, ct);
            await StartWholeAsync(data, outcome, ct);
            if (wasUp)
                break;
        }

        Claim($"fresh data, {signal}", outcome);
    }

    // One folder for all moments: each start is also the one after the kill before.
    private async Task ThereAsync(Signal signal, CancellationToken ct)
    {
        var outcome = new Outcome();
        var data = NewFolder();
        await StartWholeAsync(data, outcome, ct);
        foreach (var moment in Moments())
        {
            if (await EndAtAsync(data, moment, signal, outcome, ct))
                break;
        }

        await StartWholeAsync(data, outcome, ct);
        Claim($"data that is there, {signal}", outcome);
    }

    /// <returns>Whether it was up by then, so that later moments are no more of its start.</returns>
    private async Task<bool> EndAtAsync(
        string data, TimeSpan moment, Signal signal, Outcome outcome, CancellationToken ct)
    {
        using var demo = DemoRun.Start(plan, data, Path.Combine(_folder, "tools"));
        await _patience.UntilAsync(() => Task.FromResult(demo.IsUp || demo.HasEnded), moment, ct);
        if (demo.HasEnded)
            throw new DrillFailure($"a demo ended by itself within {moment.TotalSeconds:0.0} s: {demo.Words}");
        var wasUp = demo.IsUp;
        demo.Send(signal);
        await NoteGoneAsync(data, outcome, $"{moment.TotalSeconds:0.0} s", ct);
        if (signal == Signal.Kill)
            _neighbour.Plant(data);
        return wasUp;
    }

    private async Task StartWholeAsync(string data, Outcome outcome, CancellationToken ct)
    {
        using var demo = DemoRun.Start(plan, data, Path.Combine(_folder, "tools"));
        await _patience.UntilAsync(() => Task.FromResult(demo.IsUp || demo.HasEnded), UpMax, ct);
        if (!demo.IsUp || !await demo.AnswersAsync(ct))
            throw new DrillFailure($"a demo did not start again: {demo.Words}");
        outcome.Starts++;
        demo.Send(Signal.Terminate);
        await NoteGoneAsync(data, outcome, "up", ct);
    }

    private async Task NoteGoneAsync(string data, Outcome outcome, string when, CancellationToken ct)
    {
        var took = await _patience.UntilAsync(() => Task.FromResult(DemoRun.LeftOf(data).Count == 0), GoneMax, ct);
        outcome.Ends++;
        if (took is { } time)
            outcome.Slowest = TimeSpan.FromTicks(Math.Max(outcome.Slowest.Ticks, time.Ticks));
        else
            outcome.Left.Add($"at {when}: {string.Join(", ", DemoRun.LeftOf(data))}");
        outcome.Left.AddRange(SocketFoldersOf(data).Select(folder => $"at {when}: {folder}"));
        // What is left must not spoil the next moment.
        if (took is null)
            throw new DrillFailure(string.Join(" | ", outcome.Left));
    }

    private static IEnumerable<string> SocketFoldersOf(string data)
    {
        var mark = Path.Combine(data, "postgres.mark");
        return File.Exists(mark)
            ? new[] { Path.Combine(Path.GetTempPath(), $"fachwerk-{File.ReadLines(mark).First()}") }
                .Where(Directory.Exists)
            : [];
    }

    private void Claim(string what, Outcome outcome) => claims.Add(
        outcome.Left.Count == 0, $"{what}: nothing is left, and it starts again",
        $"{outcome.Ends} ends, all gone within {outcome.Slowest.TotalSeconds:0.0} s, {outcome.Starts} whole starts" +
            string.Concat(outcome.Left.Select(left => "; left " + left)));

    private IEnumerable<TimeSpan> Moments() =>
        Enumerable.Range(1, plan.Moments).Select(number => number * plan.Every);

    private string NewFolder() => Path.Combine(_folder, $"data{++_folders}");

    private sealed class Outcome
    {
        public int Ends { get; set; }

        public int Starts { get; set; }

        public TimeSpan Slowest { get; set; }

        public List<string> Left { get; } = [];
    }
}
