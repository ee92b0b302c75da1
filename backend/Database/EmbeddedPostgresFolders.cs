
using System.Security.Cryptography;

namespace Fachwerk.Backend.Database;

/// <summary>Where an embedded cluster and its socket stand, and who owns those folders.</summary>
internal static class EmbeddedPostgresFolders
{
    private const int MarkLength = 12;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>
    /// A random name that the data folder keeps: a folder deleted and made again never meets what an earlier one left
    /// in shared places.
    /// </summary>
    public static string MarkOf(DataFolder data)
    {
        var path = data.Of("postgres.mark");
        if (!File.Exists(path))
            PrivateFile.WriteOnce(path, RandomNumberGenerator.GetHexString(MarkLength, lowercase: true));
        return File.ReadAllText(path).Trim();
    }

    /// <summary>
    /// The cluster's folder: inside the data folder, or under /var/tmp when a parent folder shuts the service user
    /// out; then a file in the data folder says where.
    /// </summary>
    public static async Task<string> ChooseClusterAsync(
        DataFolder data, string mark, bool asServiceUser, string user, CancellationToken ct)
    {
        var note = data.Of("postgres.location");
        if (File.Exists(note))
            return (await File.ReadAllTextAsync(note, ct)).Trim();
        var inside = data.Of("postgres");
        if (!asServiceUser)
            return inside;
        if (!OperatingSystem.IsWindows())
            await LetThroughAsync(data, user, ct);
        var reach = await ToolRun.OfAsync("runuser", ["-u", user, "--", "test", "-x", data.FullPath], ct);
        if (reach.Succeeded)
            return inside;
        var outside = $"/var/tmp/fachwerk-{mark}/postgres";
        await MakeAsync(Path.GetDirectoryName(outside)!, asServiceUser, user, ct);
        PrivateFile.Write(note, outside + "\n");
        return outside;
    }

    // Its group may pass through to the cluster, without seeing what else is there; nobody else may.
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static async Task LetThroughAsync(DataFolder data, string group, CancellationToken ct)
    {
        if ((await ToolRun.OfAsync("chgrp", [group, data.FullPath], ct)).Succeeded)
            File.SetUnixFileMode(data.FullPath, OwnerOnly | UnixFileMode.GroupExecute);
    }

    /// <summary>Makes the folder where it is missing, for its owner alone.</summary>
    /// <exception cref="StartupRefusal">It cannot be made, or someone else has put a link in its place.</exception>
    public static async Task MakeAsync(string path, bool asServiceUser, string user, CancellationToken ct)
    {
        var reason = new DirectoryInfo(path).LinkTarget is null ? null : "it is a link";
        if (reason is null && asServiceUser)
        {
            var run = await ToolRun.OfAsync("install", ["-d", "-o", user, "-g", user, "-m", "0700", path], ct);
            reason = run.Succeeded ? null : StartupRefusal.FirstLine(run.Output);
        }
        else if (reason is null && !OperatingSystem.IsWindows())
        {
            reason = TryMakeOwn(path);
        }

        if (reason is not null)
            throw new StartupRefusal($"The folder {path} for PostgreSQL cannot be made ({reason}). " +
                "Nothing was changed. Remove what is there or name another data folder.");
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static string? TryMakeOwn(string path)
    {
        try
        {
            PrivateFile.MakeFolder(path);
            File.SetUnixFileMode(path, OwnerOnly);
            return null;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return StartupRefusal.FirstLine(cause.Message);
        }
    }
}
