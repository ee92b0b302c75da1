
namespace Fachwerk.Backend.Database;

/// <summary>The folder that holds everything a node keeps outside PostgreSQL: master key, embedded cluster.</summary>
public sealed class DataFolder
{
    private const UnixFileMode Closed = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute |
        UnixFileMode.GroupExecute;

    private DataFolder(string path) => FullPath = path;

    /// <summary>The absolute path.</summary>
    public string FullPath { get; }

    /// <summary>
    /// Makes the folder where it is missing, closes it to other users, and makes sure that it can be written.
    /// </summary>
    /// <exception cref="StartupRefusal">It cannot be made, closed or written.</exception>
    public static DataFolder Open(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            if (!Directory.Exists(full))
                PrivateFile.MakeFolder(full);
            var probe = Path.Combine(full, $".write-test-{Environment.ProcessId}");
            PrivateFile.Hold(probe).Dispose();
            File.Delete(probe);
            Close(full);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new StartupRefusal(
                $"The data folder {full} cannot be written, or not be closed to others " +
                $"({StartupRefusal.FirstLine(cause.Message)}). Nothing was changed. Give this user the folder or " +
                "name another one with --data.", cause);
        }

        return new DataFolder(full);
    }

    /// <summary>The path of something inside the folder.</summary>
    public string Of(string name) => Path.Combine(FullPath, name);

    // The group that may pass through to the embedded PostgreSQL stays; whoever else could get in does no longer.
    private static void Close(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var mode = File.GetUnixFileMode(path);
        if ((mode & ~Closed) != 0)
            File.SetUnixFileMode(path, mode & Closed);
    }
}
