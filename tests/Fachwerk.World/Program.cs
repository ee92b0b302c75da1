using System.CommandLine;
using Fachwerk.World.Faults;
using Fachwerk.World.Running;

#pragma warning disable RS0030 // Program.cs is where the real clock comes from.
TimeProvider time = TimeProvider.System;
#pragma warning restore RS0030

const double MinutesMax = 1_440;
const double MinutesWithoutSeeds = 3;
Option<int> seeds = new("--seeds")
{
    Description = "How many worlds at most; without it as many as fit --minutes.", DefaultValueFactory = _ => 0,
};
Option<ulong> seed = new("--seed") { Description = "The first seed.", DefaultValueFactory = _ => 1 };
Option<int> depots = new("--depots") { Description = "Depots in each world.", DefaultValueFactory = _ => 1 };
Option<double> days = new("--days") { Description = "Virtual days of each.", DefaultValueFactory = _ => 0.05 };
Option<double?> minutes = new("--minutes")
{
    Description = "How long at most; 3 without --seeds, else without limit.",
};
Option<bool> verbose = new("--verbose") { Description = "The last hundred events of a world that fails." };
Option<bool> stop = new("--stop") { Description = "Ends with the first violation." };
Option<string[]> knobs = new("--knob")
{
    Description = $"NAME=FACTOR turns a fault up or down. Names: {string.Join(", ", Knobs.Names)}.",
};
RootCommand root = new("Runs seeded worlds of depots, gateway, people and faults, and checks what has to hold.")
{
    seeds, seed, depots, days, minutes, verbose, stop, knobs,
};
root.SetAction(parsed =>
{
    Dictionary<string, double> factors = [];
    foreach (string knob in parsed.GetValue(knobs) ?? [])
    {
        if (!Knobs.TryParse(knob, factors))
        {
            Console.Error.WriteLine($"fachwerk world: '{knob}' is no NAME=FACTOR of a fault. See --help.");
            return 2;
        }
    }

    bool isSense = parsed.GetValue(seeds) >= 0 && parsed.GetValue(depots) is >= 1 and <= 20
        && parsed.GetValue(days) is > 0 and <= 30 && parsed.GetValue(minutes) is null or (> 0 and <= MinutesMax);
    if (!isSense)
    {
        Console.Error.WriteLine("fachwerk world: 1 to 20 depots, up to 30 days, up to 1,440 minutes. See --help.");
        return 2;
    }

    WorldOptions options = new(parsed.GetValue(depots), parsed.GetValue(days), factors);
    WorldBatch batch = new(options, time, Console.Out, parsed.GetValue(verbose), parsed.GetValue(stop));
    double most = parsed.GetValue(minutes) ?? (parsed.GetValue(seeds) > 0 ? MinutesMax : MinutesWithoutSeeds);
    return batch.Run(parsed.GetValue(seed), parsed.GetValue(seeds), TimeSpan.FromMinutes(most));
});
return root.Parse(args).Invoke();
