using System.Globalization;

namespace Fachwerk.Benchmarks.Load;

/// <summary>What processes have used, as proc(5) tells: processor time in ticks of 10 ms, memory in kB.</summary>
internal static class ProcessCost
{
    private const double TicksPerSecond = 100;

    /// <summary>Processor seconds of a process.</summary>
    public static double CpuSecondsOf(int process)
    {
        var fields = StatOf(process);
        return fields is null ? 0 : (Ticks(fields, 13) + Ticks(fields, 14)) / TicksPerSecond;
    }

    /// <summary>Processor seconds of a process, its children, and the children that have ended.</summary>
    public static double CpuSecondsOfFamily(int parent)
    {
        var ticks = 0.0;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var process)
                || StatOf(process) is not { } fields)
                continue;
            if (process == parent)
                ticks += Ticks(fields, 13) + Ticks(fields, 14) + Ticks(fields, 15) + Ticks(fields, 16);
            else if (fields[3] == parent.ToString(CultureInfo.InvariantCulture))
                ticks += Ticks(fields, 13) + Ticks(fields, 14);
        }

        return ticks / TicksPerSecond;
    }

    /// <summary>Resident memory of a process in MB.</summary>
    public static double MegabytesOf(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status")
            .First(one => one.StartsWith("VmRSS:", StringComparison.Ordinal));
        var kilobytes = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return double.Parse(kilobytes, CultureInfo.InvariantCulture) / 1024;
    }

    private static double Ticks(string[] fields, int index) =>
        double.Parse(fields[index], CultureInfo.InvariantCulture);

    // The second field is a name in brackets that may hold blanks.
    private static string[]? StatOf(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var end = stat.LastIndexOf(')');
            return ["", "", .. stat[(end + 2)..].Split(' ')];
        }
        catch (IOException)
        {
            return null; // It has ended meanwhile.
        }
    }
}
