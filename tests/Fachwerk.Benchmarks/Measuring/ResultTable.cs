using System.Globalization;

namespace Fachwerk.Benchmarks.Measuring;

/// <summary>Prints measurements with their ratio to the first of them.</summary>
internal static class ResultTable
{
    public static void Print(TextWriter output, string title, IReadOnlyList<Measurement> measurements)
    {
        double baseline = measurements[0].Nanoseconds;
        int width = measurements.Max(item => item.Name.Length);
        output.WriteLine(title);
        output.WriteLine($"{"".PadRight(width)}  {"ns",9}  {"fastest",9}  {"ratio",7}  {"bytes allocated",15}");
        foreach (Measurement item in measurements)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{item.Name.PadRight(width)}  {item.Nanoseconds,9:N0}  {item.FastestNanoseconds,9:N0}  "
                + $"{item.Nanoseconds / baseline,7:N2}  {item.AllocatedBytes,15:N0}"));
        }

        output.WriteLine();
    }
}
