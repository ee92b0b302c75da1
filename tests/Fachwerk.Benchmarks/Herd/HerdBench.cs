using System.Globalization;
using Fachwerk.Backend.Gateway;
using Fachwerk.Simulator.Herd;

namespace Fachwerk.Benchmarks.Herd;

/// <summary>
/// What a fleet sends while it has no gateway and afterwards, by the firmware's own code in virtual time: a table, and
/// a picture of the curves.
/// </summary>
internal static class HerdBench
{
    private const long Minute = 60_000;

    public static void Run(int depots, string picture, TextWriter output)
    {
        List<HerdScene> scenes = [.. Scenes(depots)];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"herd: {depots:N0} depots in virtual time"));
        output.WriteLine("load as a multiple of steady, in windows of 1 s and 10 s; during: minute means");
        output.WriteLine($"{"",-44}  {"steady/s",9}  {"during",11}  {"peak 1 s",8}  {"peak 10 s",9}  "
            + $"{"half answered",13}  {"all answered",12}");
        foreach (HerdScene scene in scenes)
            Print(scene, output);
        File.WriteAllText(picture, HerdPicture.Draw(scenes, depots));
        output.WriteLine();
        output.WriteLine($"The curves: {picture}");
    }

    private static IEnumerable<HerdScene> Scenes(int depots)
    {
        HerdPlan plan = new() { Depots = depots };
        yield return Scene("gateway away for 5 min", plan);
        yield return Scene("gateway away for 30 s", plan with { BackMs = plan.TroubleMs + Minute / 2 });
        yield return Scene("gateway away for 1 h",
            plan with { BackMs = plan.TroubleMs + 60 * Minute, EndMs = plan.TroubleMs + 85 * Minute });
        HerdPlan cut = plan with { Trouble = HerdTrouble.PowerCut };
        yield return Scene("power cut of 5 min, boot spread 60 s", cut);
        yield return Scene("power cut of 5 min, boot spread 180 s", cut with { BootSpreadSeconds = 180 });
        HerdPlan slow = plan with
        {
            Trouble = HerdTrouble.TooSlow,
            BackMs = plan.TroubleMs + 20 * Minute,
            EndMs = plan.TroubleMs + 40 * Minute,
            CapacityPerSecond = 0.7 * plan.Depots * (1 / 60.0 + 1000.0 / plan.EventsEveryMs),
        };
        yield return Scene("gateway at 70 % of steady, silent to the rest", slow);
        yield return new HerdScene("gateway at 70 % of steady, shedding", new HerdRun(slow, Shed()).Run());
    }

    private static HerdScene Scene(string name, HerdPlan plan) => new(name, new HerdRun(plan, (_, _) => 60).Run());

    // The gateway's own rules; in the run as in a node they are asked at each commit.
    private static Func<long, double, int> Shed()
    {
        TimeSpan usual = new GatewayOptions().CheckInInterval;
        Shedding shedding = new(usual, TimeSpan.Zero);
        return (nowMs, waitMs) =>
        {
            shedding = SheddingRules.Next(
                shedding, usual, TimeSpan.FromMilliseconds(waitMs), TimeSpan.FromMilliseconds(nowMs));
            return (int)shedding.Asked.TotalSeconds;
        };
    }

    private static void Print(HerdScene scene, TextWriter output)
    {
        HerdCurve curve = scene.Curve;
        int trouble = (int)(curve.Plan.TroubleMs / 1000);
        int back = (int)(curve.Plan.BackMs / 1000);
        int window = Math.Min(60, back - trouble);
        double[] during = [.. Enumerable.Range(0, (back - trouble) / window)
            .Select(i => curve.Load(trouble + i * window, window))];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{scene.Name,-44}  {curve.Steady,9:N0}  {during.Max(),4:N2}..{during[^1],5:N2}  "
            + $"{curve.PeakAfter(1),8:N2}  {curve.PeakAfter(10),9:N2}  "
            + $"{Seconds(curve, 0.5),13}  {Seconds(curve, 1),12}"));
    }

    private static string Seconds(HerdCurve curve, double part) =>
        curve.SecondsUntilAnswered(part) is { } seconds ? $"{seconds} s" : "never";
}

/// <summary>One curve with its name.</summary>
internal sealed record HerdScene(string Name, HerdCurve Curve);
