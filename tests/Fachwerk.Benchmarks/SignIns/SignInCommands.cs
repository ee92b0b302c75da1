using System.CommandLine;
using Fachwerk.Programs;

namespace Fachwerk.Benchmarks.SignIns;

/// <summary>The bench's command and the hidden one of its flood.</summary>
internal static class SignInCommands
{
    private const int PerMinuteMax = 60_000;
    private const int SecondsMax = 60;
    private const int FloodSecondsMax = 3_600;

    private static readonly Option<int> PerMinute = Options.Number(
        "--per-minute", "Wrong sign-ins a minute.", 1, PerMinuteMax, 10_000);

    private static readonly Option<int> Seconds = Options.Number(
        "--seconds", "How long each figure is measured.", 1, SecondsMax, 10);

    private static readonly Option<string> Page = Options.Text(
        "--page", "Address of the page.", "an address", text => Uri.TryCreate(text, UriKind.Absolute, out _));

    private static readonly Option<bool> Spread = new("--spread");

    public static Command Bench(Option<string> data, TimeProvider time)
    {
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
        Page.Required = true;
        var seconds = Options.Number("--seconds", "How long.", 1, FloodSecondsMax, SecondsMax);
        var flood = new Command("flood", "The wrong sign-ins of it.")
        {
            Page, Spread, PerMinute, seconds, Parent.Option
        };
        flood.Hidden = true;
        flood.SetAction((parsed, ct) => SignInBench.FloodAsync(
            new Uri(parsed.GetRequiredValue(Page)), parsed.GetValue(Spread), parsed.GetValue(PerMinute),
            parsed.GetValue(seconds), time, Parent.Follow(parsed, TimeSpan.Zero, time, ct)));
        return flood;
    }
}
