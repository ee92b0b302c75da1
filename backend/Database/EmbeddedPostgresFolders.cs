using System.Security.Cryptography;

namespace Fachwerk.Backend.Database;

/// <summary>Where an embedded cluster and its socket stand, and who owns those folders.</summary>
internal static class EmbeddedPostgresFolders
{
    private const int MarkLength = 12;
    private const string MarkFile = "postgres.mark";
    private const string LocationFile = "postgres.location";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>
    /// A random name that the data folder keeps: a folder deleted and made again never meets what an earlier one left
    /// in shared places. The file also says whose it is, so that a copy of the folder takes a name of its own.
    /// </summary>
    /// <exception cref="StartupRefusal">The folder is a copy, and its cluster stands outside of it.</exception>
    public static async Task<string> MarkOfAsync(DataFolder data, CancellationToken ct)
    {
        var path = data.Of(MarkFile);
        if (!File.Exists(path))
            PrivateFile.WriteOnce(path, Content(RandomNumberGenerator.GetHexString(MarkLength, lowercase: true), data));
        var lines = await File.ReadAllLinesAsync(path, ct);
        var (mark, folder) = (lines.FirstOrDefault("").Trim(), lines.ElementAtOrDefault(1)?.Trim());
        if (folder == data.FullPath && mark.Length > 0)
            return mark;
        if (mark.Length == 0 || await IsOfAnotherAsync(data, folder, mark, ct))
        {
            RefuseCopy(data, folder);
            mark = RandomNumberGenerator.GetHexString(MarkLength, lowercase: true);
        }

        PrivateFile.Write(path, Content(mark, data));
        return mark;
    }

    /// <summary>
    /// The cluster's folder: inside the data folder, or under /var/tmp when a parent folder shuts the service user
    /// out; then a file in the data folder says where.
    /// </summary>
    public static async Task<string> ChooseClusterAsync(DataFolder data, string mark, CancellationToken ct)
    {
        if (await LocationAsync(data, ct) is { } known)
            return known;
        var inside = data.Of("postgres");
        if (!ServiceUser.IsAnother)
            return inside;
        if (!OperatingSystem.IsWindows())
            await LetThroughAsync(data, ct);
        var reach = await ServiceUser.RunAsync("test", ["-x", data.FullPath], ct);
        if (reach.Succeeded)
            return inside;
        var outside = $"/var/tmp/fachwerk-{mark}/postgres";
        await MakeAsync(Path.GetDirectoryName(outside)!, ct);
        PrivateFile.Write(data.Of(LocationFile), outside + "\n");
        return outside;
    }

    /// <summary>Whether both are the same folder, however their paths are written.</summary>
    public static async Task<bool> AreSameAsync(string one, string other, CancellationToken ct) =>
        one == other || (await ToolRun.OfAsync("test", [one, "-ef", other], ct)).Succeeded;

    /// <summary>Makes the folder where it is missing, for its owner alone.</summary>
    /// <exception cref="StartupRefusal">It cannot be made, or someone else has put a link in its place.</exception>
    public static async Task MakeAsync(string path, CancellationToken ct)
    {
        var reason = new DirectoryInfo(path).LinkTarget is null ? null : "it is a link";
        if (reason is null && ServiceUser.IsAnother)
        {
            string[] arguments = ["-d", "-o", ServiceUser.Name, "-g", ServiceUser.Name, "-m", "0700", path];
            var run = await ToolRun.OfAsync("install", arguments, ct);
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

    private static string Content(string mark, DataFolder data) => $"{mark}\n{data.FullPath}\n";

    // A folder that was moved leaves nothing in its old place; of a copied one the original is still there.
    private static async Task<bool> IsOfAnotherAsync(
        DataFolder data, string? folder, string mark, CancellationToken ct)
    {
        if (folder is null || await AreSameAsync(folder, data.FullPath, ct))
            return false;
        var theirs = Path.Combine(folder, MarkFile);
        return File.Exists(theirs) && (await File.ReadAllLinesAsync(theirs, ct)).FirstOrDefault("").Trim() == mark;
    }

    private static void RefuseCopy(DataFolder data, string? original)
    {
        if (File.Exists(data.Of(LocationFile)))
            throw new StartupRefusal($"The data folder {data.FullPath} is a copy of {original ?? "another"}, whose " +
                $"database stands in {File.ReadAllText(data.Of(LocationFile)).Trim()} and is not in the copy. " +
                $"Nothing was changed. Delete {data.FullPath} and use the original.");
    }

    private static async Task<string?> LocationAsync(DataFolder data, CancellationToken ct)
    {
        var note = data.Of(LocationFile);
        return File.Exists(note) ? (await File.ReadAllTextAsync(note, ct)).Trim() : null;
    }

    // Its group may pass through to the cluster, without seeing what else is there; nobody else may.
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static async Task LetThroughAsync(DataFolder data, CancellationToken ct)
    {
        if ((await ToolRun.OfAsync("chgrp", [ServiceUser.Name, data.FullPath], ct)).Succeeded)
            File.SetUnixFileMode(data.FullPath, OwnerOnly | UnixFileMode.GroupExecute);
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
