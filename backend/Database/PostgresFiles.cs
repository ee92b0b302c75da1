namespace Fachwerk.Backend.Database;

/// <summary>What killed processes leave in the folders of a cluster on which nothing runs.</summary>
internal static class PostgresFiles
{
    private const string SocketName = ".s.PGSQL.5432";
    private static readonly TimeSpan ClearMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ClearPoll = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Deletes lock files and sockets: PostgreSQL refuses to start where such a file is empty or names a number that is
    /// by now another process of its user.
    /// </summary>
    public static void ClearLocks(string cluster, string sockets)
    {
        File.Delete(Path.Combine(cluster, "postmaster.pid"));
        File.Delete(Path.Combine(sockets, SocketName + ".lock"));
        File.Delete(Path.Combine(sockets, SocketName));
    }

    /// <summary>
    /// Deletes clusters that were being made when their process was killed; their initdb ends by itself, but may do so
    /// this very moment.
    /// </summary>
    public static async Task ClearUnfinishedAsync(string cluster, TimeProvider time, CancellationToken ct)
    {
        var deadline = time.GetUtcNow() + ClearMax;
        var parent = Path.GetDirectoryName(cluster)!;
        while (Directory.GetDirectories(parent, Path.GetFileName(cluster) + ".new*") is { Length: > 0 } unfinished)
        {
            try
            {
                foreach (var folder in unfinished)
                    Directory.Delete(folder, recursive: true);
            }
            catch (IOException cause)
            {
                if (time.GetUtcNow() > deadline)
                    throw new StartupRefusal($"What an earlier start left in {unfinished[0]} cannot be deleted " +
                        $"({StartupRefusal.FirstLine(cause.Message)}). Nothing else was changed. Delete it by hand.",
                        cause);
                await Task.Delay(ClearPoll, time, ct);
            }
        }
    }

    /// <summary>The last thing that the server wrote, for a refusal.</summary>
    public static string LastWords(string log)
    {
        try
        {
            return StartupRefusal.FirstLine(File.ReadLines(log).LastOrDefault(line => line.Length > 0) ?? "");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return StartupRefusal.FirstLine(cause.Message);
        }
    }
}
