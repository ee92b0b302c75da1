using System.Globalization;
using Fachwerk.World.Running;

namespace Fachwerk.World.Faults;

/// <summary>
/// The named faults: how probable one is each time it can happen, or how often it happens on a depot in an hour. A
/// world is quiet, usual or wild; `--knob NAME=FACTOR` turns one. The make of a board is a knob, too.
/// </summary>
internal sealed class Knobs(IReadOnlyDictionary<string, double> factors, double wildness)
{
    /// <summary>For each datagram, entry, order or block.</summary>
    private static readonly Dictionary<string, double> Chances = new()
    {
        ["loss"] = 0.03,
        ["reorder"] = 0.02,
        ["duplicate"] = 0.03,
        ["replay"] = 0.03,
        ["flipped bit"] = 0.01,
        ["cut datagram"] = 0.005,
        ["noise"] = 0.005,
        ["cut at an entry"] = 0.03,
        ["cut at an order"] = 0.05,
        ["cut at a block"] = 0.08,
    };

    /// <summary>A depot and hour.</summary>
    private static readonly Dictionary<string, double> Rates = new()
    {
        ["power cut"] = 1.0,
        ["hung firmware"] = 0.15,
        ["cable out"] = 0.3,
        ["node parted"] = 0.3,
        ["new address"] = 1.0,
        ["name server dead"] = 0.2,
        ["name server lies"] = 0.2,
        ["node killed"] = 0.3,
        ["commit fails"] = 0.5,
        ["node clock off"] = 0.2,
        ["all clocks off"] = 0.1,
        ["spoilt table"] = 0.1,
        ["raised epoch"] = 0.08,
        ["events held"] = 0.2,
        ["fleet goes back"] = 0.15,
        ["chip gone"] = 0.3,
        ["display garbage"] = 0.08,
        ["bus held"] = 0.15,
        ["bus shorted"] = 0.06,
        ["bus blocks"] = 0.06,
        ["transfer blocks"] = 0.4,
        ["pins read low"] = 0.08,
        ["counter wraps"] = 0.12,
        ["clock lost"] = 0.25,
        ["clock jumps"] = 0.08,
        ["door jammed"] = 0.3,
        ["coil broken"] = 0.08,
        ["switch broken"] = 0.08,
        ["switch flaps"] = 0.08,
        ["mains lost"] = 0.2,
        ["supply sags"] = 0.1,
        ["tamper"] = 0.1,
        ["door pulled"] = 0.2,
        ["door moved without power"] = 0.3,
        ["key stuck"] = 0.06,
        ["two at the keypad"] = 0.3,
        ["mirror lost"] = 0.05,
        ["wrong configuration"] = 0.05,
        ["flipped cell"] = 0.4,
        ["journal flooded"] = 0.01,
    };

    /// <summary>For each depot, in a quiet world too: no fault.</summary>
    private static readonly Dictionary<string, double> Makes = new()
    {
        ["Ethernet board"] = 0.4,
    };

    public static IEnumerable<string> Names => Chances.Keys.Concat(Rates.Keys).Concat(Makes.Keys);

    public static IEnumerable<string> Timed => Rates.Keys;

    public double ChanceOf(string fault) => Math.Min(0.9, Chances[fault] * FactorOf(fault));

    /// <summary>How probable it is that a depot is of that make.</summary>
    public double ShareOf(string make) => Math.Min(1, Makes[make] * factors.GetValueOrDefault(make, 1));

    /// <summary>Milliseconds until it happens on average; infinite for a fault that is turned off.</summary>
    public double MeanMsOf(string fault) => 3_600_000 / (Rates[fault] * FactorOf(fault));

    /// <summary>Reads NAME=FACTOR.</summary>
    public static bool TryParse(string text, Dictionary<string, double> factors)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        bool isKnob = equals > 0 && Names.Contains(text[..equals])
            && double.TryParse(text[(equals + 1)..], CultureInfo.InvariantCulture, out double factor)
            && double.IsFinite(factor) && factor >= 0 && factors.TryAdd(text[..equals], factor);
        return isKnob;
    }

    public static Knobs For(WorldRandom random, IReadOnlyDictionary<string, double> factors) =>
        new(factors, random.Of([0.0, 0.3, 1.0, 1.0, 4.0]));

    private double FactorOf(string fault) => wildness * factors.GetValueOrDefault(fault, 1);
}
