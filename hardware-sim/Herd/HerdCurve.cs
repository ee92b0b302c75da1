namespace Fachwerk.Simulator.Herd;

/// <summary>What a fleet sent, second by second.</summary>
/// <param name="Plan">What it went through.</param>
/// <param name="Sent">Datagrams sent in each second, heard or not.</param>
/// <param name="Reached">Depots answered for the first time since the trouble was over, by second.</param>
public sealed record HerdCurve(HerdPlan Plan, int[] Sent, int[] Reached)
{
    /// <summary>Datagrams a second before the trouble.</summary>
    public double Steady => Mean((int)(Plan.SteadyFromMs / 1000), (int)(Plan.TroubleMs / 1000));

    /// <summary>The load of a window as a multiple of steady.</summary>
    public double Load(int fromSecond, int seconds) => Mean(fromSecond, fromSecond + seconds) / Steady;

    /// <summary>The highest load of any window that begins between two seconds.</summary>
    public double Peak(int fromSecond, int toSecond, int window) =>
        Enumerable.Range(fromSecond, Math.Max(1, toSecond - fromSecond - window)).Max(second => Load(second, window));

    /// <summary>The highest load of any window after the trouble.</summary>
    public double PeakAfter(int window) => Peak((int)(Plan.BackMs / 1000), (int)(Plan.EndMs / 1000), window);

    /// <summary>Seconds from the end of the trouble until so large a part of the fleet was answered.</summary>
    public int? SecondsUntilAnswered(double part)
    {
        int back = (int)(Plan.BackMs / 1000);
        long reached = 0;
        for (int second = back; second < Reached.Length; second++)
        {
            reached += Reached[second];
            if (reached >= part * Plan.Depots)
                return second - back + 1;
        }

        return null;
    }

    private double Mean(int from, int to) => Sent.AsSpan(from..to).ToArray().Average();
}
