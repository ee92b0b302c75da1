using System.CommandLine;
using Fachwerk.Drills.Starting;
using Fachwerk.Programs;

namespace Fachwerk.Drills;

/// <summary>The commands of the drills' process.</summary>
internal static class DrillCommands
{
    private const int Depots = 24;
    private static readonly TimeSpan Phase = TimeSpan.FromSeconds(3);

    public static RootCommand Create(TimeProvider time)
    {
        var backend = Options.PresentFile("--backend", "The backend's DLL.");
        backend.Required = true;
        var failover = new Command("failover", "Kills the primary and a node under load, and compares the books.")
        {
            backend
        };
        failover.SetAction(async (parsed, ct) =>
        {
            var plan = new DrillPlan(parsed.GetRequiredValue(backend), Depots, Phase, IsWhole: true);
            return await new FailoverDrill(plan, new Claims(Console.Out), time).RunAsync(ct) ? 0 : 1;
        });
        return new RootCommand("Drills: what must hold when something breaks.") { failover, Start(time) };
    }

    private static Command Start(TimeProvider time)
    {
        var script = Options.PresentFile("--script", "The project's script.");
        script.Required = true;
        var moments = Options.Number("--moments", "At how many moments of the start.", 1, 200, 12);
        var every = Options.Number("--every", "Milliseconds between them.", 50, 10_000, 500);
        var building = new Option<bool>("--build") { Description = "The demo really builds first." };
        var start = new Command("start", "Ends a demo at each moment of its start, and sees what is left.")
        {
            script, moments, every, building
        };
        start.SetAction(async (parsed, ct) =>
        {
            var plan = new StartPlan(
                Path.GetFullPath(parsed.GetRequiredValue(script)), parsed.GetValue(moments),
                TimeSpan.FromMilliseconds(parsed.GetValue(every)), parsed.GetValue(building));
            return await new StartDrill(plan, new Claims(Console.Out), time).RunAsync(ct) ? 0 : 1;
        });
        return start;
    }
}
