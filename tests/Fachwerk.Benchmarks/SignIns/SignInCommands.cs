using System.CommandLine;

namespace Fachwerk.Benchmarks.SignIns;

/// <summary>The bench's command and the hidden one of its flood.</summary>
internal static class SignInCommands
{
    private const int PerMinuteMax = 60_000;
    private const int SecondsMax = 60;

    private static readonly Option<int> PerMinute = new("--per-minute") { DefaultValueFactory = _ => 10_000 };
    private static readonly Option<int> Seconds = new("--seconds") { DefaultValueFactory = _ => 10 };
    private static readonly Option<string> Page = new("--page") { Required = true };
    private static readonly Option<bool> Spread = new("--spread");

    public static Command Bench(Option<string> data, TimeProvider time)
    {
        Limit(PerMinute, PerMinuteMax);
        Limit(Seconds, SecondsMax);
        var bench = new Command("signin", "Door events and openings beside wrong sign-ins over HTTP.")
        {
            data, PerMinute, Seconds
        };
        bench.SetAction((parsed, ct) => new SignInBench(
            parsed.GetRequiredValue(data), parsed.GetValue(PerMinute), parsed.GetValue(Seconds), time, Console.Out)
            .RunAsync(ct));
        return bench;
    }

    public static Command Flood(TimeProvider time)
    {
        var flood = new Command("flood", "The wrong sign-ins of it.") { Page, Spread, PerMinute };
        var seconds = new Option<int>("--seconds") { Required = true };
        flood.Add(seconds);
        flood.Hidden = true;
        flood.SetAction((parsed, ct) => SignInBench.FloodAsync(
            new Uri(parsed.GetRequiredValue(Page)), parsed.GetValue(Spread), parsed.GetValue(PerMinute),
            parsed.GetValue(seconds), time, ct));
        return flood;
    }

    private static void Limit(Option<int> option, int max) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < 1 || result.GetValueOrDefault<int>() > max)
            result.AddError($"{option.Name} takes 1 to {max}.");
    });
}
