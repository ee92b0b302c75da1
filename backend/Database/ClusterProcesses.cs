using System.Globalization;

namespace Fachwerk.Backend.Database;

/// <summary>
/// Which processes are the PostgreSQL of a cluster's folder: programs named postgres, of the service user, that work
/// in that very folder, as the kernel says (proc(5)). What <c>postmaster.pid</c> says is never asked: after a crash its
/// number may be anybody's. The one place that decides whose a process is, and that signals one which is not a child.
/// Where there is no /proc nobody is found, and so nobody is signalled.
/// </summary>
internal static class ClusterProcesses
{
    // As the service user, who alone may always look. $1 the folder, then candidates; prints those that are its own.
    private const string Script = """
        folder=$1; shift
        for process; do
          [ -O "/proc/$process" ] && [ "/proc/$process/cwd" -ef "$folder" ] || continue
          case $(readlink "/proc/$process/exe") in
            */postgres | *'/postgres (deleted)') echo "$process" ;;
          esac
        done
        exit 0
        """;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>The processes of the cluster, its postmaster first.</summary>
    public static async Task<IReadOnlyList<int>> OfAsync(string cluster, CancellationToken ct)
    {
        var named = Named("postgres");
        if (named.Count == 0)
            return [];
        var run = await ServiceUser.RunAsync(
            "sh", ["-c", Script, "sh", cluster, .. named.Keys.Select(Text)], ct);
        var ours = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => int.TryParse(line, CultureInfo.InvariantCulture, out _))
            .Select(line => int.Parse(line, CultureInfo.InvariantCulture)).ToHashSet();
        return [.. ours.OrderBy(process => ours.Contains(named[process])).ThenBy(process => process)];
    }

    /// <summary>Signals the cluster's postmaster, or all its processes, and nobody else.</summary>
    /// <returns>How many were signalled.</returns>
    public static async Task<int> SignalAsync(string cluster, Signal signal, bool all, CancellationToken ct)
    {
        var seen = await OfAsync(cluster, ct);
        var held = seen.Take(all ? seen.Count : 1)
            .Select(process => (Process: process, Handle: ProcessHandle.TryOpen(process))).ToList();
        // What is held now cannot become another process; what it is, is looked at after that.
        var still = await OfAsync(cluster, ct);
        var count = 0;
        foreach (var (process, handle) in held)
        {
            using (handle)
                count += handle is not null && still.Contains(process) && handle.Send(signal) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Ends what runs on the cluster's folder and waits until it is gone.</summary>
    /// <returns>False when something still runs after that time.</returns>
    public static async Task<bool> EndAsync(
        string cluster, Signal signal, TimeSpan most, TimeProvider time, CancellationToken ct)
    {
        var deadline = time.GetUtcNow() + most;
        await SignalAsync(cluster, signal, all: false, ct);
        while ((await OfAsync(cluster, ct)).Count > 0)
        {
            if (time.GetUtcNow() > deadline)
                return false;
            await Task.Delay(Poll, time, ct);
        }

        return true;
    }

    // Number and parent of each such process that has not ended.
    private static Dictionary<int, int> Named(string name)
    {
        var found = new Dictionary<int, int>();
        if (!Directory.Exists("/proc"))
            return found;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var process)
                && ParentOf(process, name) is { } parent)
                found[process] = parent;
        }

        return found;
    }

    // proc(5): the second field is a name in brackets that may hold blanks; then come the state and the parent.
    private static int? ParentOf(int process, string name)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var end = stat.LastIndexOf(')');
            var fields = stat[(end + 2)..].Split(' ');
            return stat[(stat.IndexOf('(') + 1)..end] == name && fields[0] is not ("Z" or "X")
                ? int.Parse(fields[1], CultureInfo.InvariantCulture)
                : null;
        }
        catch (IOException)
        {
            return null; // It has ended meanwhile.
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
