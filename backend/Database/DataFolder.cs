
namespace Fachwerk.Backend.Database;

/// <summary>The folder that holds everything a node keeps outside PostgreSQL: master key, embedded cluster.</summary>
public sealed class DataFolder
{
    private DataFolder(string path) => FullPath = path;

    /// <summary>The absolute path.</summary>
    public string FullPath { get; }

    /// <summary>Makes the folder where it is missing and makes sure that it can be written.</summary>
    /// <exception cref="StartupRefusal">It cannot be made or written.</exception>
    public static DataFolder Open(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            if (!Directory.Exists(full))
                Make(full);
            var probe = Path.Combine(full, $".write-test-{Environment.ProcessId}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new StartupRefusal(
                $"The data folder {full} cannot be written ({StartupRefusal.FirstLine(cause.Message)}). " +
                "Nothing was changed. Give this user the folder or name another one with --data.", cause);
        }

        return new DataFolder(full);
    }

    /// <summary>The path of something inside the folder.</summary>
    public string Of(string name) => Path.Combine(FullPath, name);

    // Searchable by others, not listable: the embedded PostgreSQL may run as another user and must pass through.
    private static void Make(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute |
                UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }
}
