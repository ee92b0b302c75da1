namespace Fachwerk.Backend.Database;

/// <summary>Files and folders that only their owner may read. The backend makes none in any other way.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnersFile | UnixFileMode.UserExecute;

    /// <summary>Writes beside the place and moves there, so that nobody ever reads half of it.</summary>
    public static void Write(string path, string content)
    {
        var draft = Draft(path, content);
        File.Move(draft, path, overwrite: true);
    }

    /// <summary>Writes it unless it is there: of several processes one is first, and all find the same.</summary>
    public static void WriteOnce(string path, string content)
    {
        var draft = Draft(path, content);
        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }

    /// <summary>Opens a file for this process alone, and makes it where it is missing.</summary>
    /// <exception cref="IOException">Another process has it.</exception>
    public static FileStream Hold(string path) => new(path, OptionsFor(FileMode.OpenOrCreate, FileAccess.ReadWrite));

    /// <summary>Makes a folder that only its owner may enter.</summary>
    public static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnersFolder);
    }

    private static string Draft(string path, string content)
    {
        var draft = $"{path}.{Environment.ProcessId}.new";
        File.Delete(draft);
        using var file = new FileStream(draft, OptionsFor(FileMode.CreateNew, FileAccess.Write));
        using (var writer = new StreamWriter(file, leaveOpen: true))
            writer.Write(content);
        file.Flush(flushToDisk: true);
        return draft;
    }

    private static FileStreamOptions OptionsFor(FileMode mode, FileAccess access)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnersFile;
        return options;
    }
}
