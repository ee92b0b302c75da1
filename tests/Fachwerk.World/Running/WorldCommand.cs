using System.CommandLine;
using System.Globalization;
using Fachwerk.Programs;
using Fachwerk.World.Faults;

namespace Fachwerk.World.Running;

/// <summary>What the worlds' command line takes.</summary>
internal static class WorldCommand
{
    private const int DepotsMax = 20;
    private const int SeedsMax = 1_000_000;
    private const double DaysMax = 30;
    private const double MinutesMax = 1_440;
    private const double MinutesWithoutSeeds = 3;
    private const double DaysUsual = 0.05;

    private static readonly Option<int> Seeds = Options.Number(
        "--seeds", "How many worlds at most; without it as many as fit --minutes.", 0, SeedsMax, 0);

    private static readonly Option<ulong> Seed = new("--seed")
    {
        Description = "The first seed.",
        DefaultValueFactory = _ => 1,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed))
                return seed;
            result.AddError($"--seed takes a whole number from 0 to {ulong.MaxValue}, not '{text}'");
            return 0;
        }
    };

    private static readonly Option<int> Depots = Options.Number("--depots", "Depots in each world.", 1, DepotsMax, 1);

    private static readonly Option<double?> Days = Options.OptionalAmount(
        "--days", "Virtual days of each; 0.05 unless given.", 0, DaysMax);

    private static readonly Option<double?> Minutes = Options.OptionalAmount(
        "--minutes", "How long at most; 3 without --seeds, else without limit.", 0, MinutesMax);

    private static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "The last hundred events of a world that fails."
    };

    private static readonly Option<bool> Stop = new("--stop") { Description = "Ends with the first violation." };

    private static readonly Option<Dictionary<string, double>> Turned = new("--knob")
    {
        Description = $"NAME=FACTOR turns a fault up or down. Names: {string.Join(", ", Knobs.Names)}.",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result =>
        {
            Dictionary<string, double> factors = [];
            foreach (string knob in result.Tokens.Select(token => token.Value))
            {
                if (!Knobs.TryParse(knob, factors))
                    result.AddError($"--knob takes NAME=FACTOR of a fault, once for each, not '{knob}'");
            }

            return factors;
        }
    };

    public static RootCommand Create(TimeProvider time)
    {
        RootCommand root = new("Runs seeded worlds of depots, gateway, people and faults, and checks what has to hold.")
        {
            Seeds, Seed, Depots, Days, Minutes, Verbose, Stop, Turned
        };
        root.SetAction(parsed => Run(parsed, time));
        return root;
    }

    private static int Run(ParseResult parsed, TimeProvider time)
    {
        WorldOptions options = new(
            parsed.GetValue(Depots), parsed.GetValue(Days) ?? DaysUsual, parsed.GetValue(Turned) ?? []);
        WorldBatch batch = new(options, time, Console.Out, parsed.GetValue(Verbose), parsed.GetValue(Stop));
        double most = parsed.GetValue(Minutes) ?? (parsed.GetValue(Seeds) > 0 ? MinutesMax : MinutesWithoutSeeds);
        return batch.Run(parsed.GetValue(Seed), parsed.GetValue(Seeds), TimeSpan.FromMinutes(most));
    }
}
