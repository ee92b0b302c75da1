using Fachwerk.Firmware.Board;

namespace Fachwerk.Bench;

/// <summary>The small file apart from the FRAM, in the data folder; its owner's alone.</summary>
/// <param name="path">The file, in a folder that is there.</param>
internal sealed class FileMirror(string path) : IMirror
{
    /// <inheritdoc />
    public bool TryRead(byte[] buffer, int count)
    {
        try
        {
            byte[] content = File.Exists(path) ? File.ReadAllBytes(path) : [];
            if (content.Length != count)
                return false;
            content.CopyTo(buffer, 0);
            return true;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <inheritdoc />
    public bool TryWrite(byte[] buffer, int count)
    {
        string fresh = path + ".new";
        try
        {
            FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (FileStream stream = new(fresh, options))
                stream.Write(buffer, 0, count);
            File.Move(fresh, path, overwrite: true);
            return true;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
