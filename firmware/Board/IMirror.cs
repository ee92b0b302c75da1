namespace Fachwerk.Firmware.Board;

/// <summary>
/// A few bytes in the file system, apart from the FRAM: what tells that an older FRAM image was put back.
/// </summary>
public interface IMirror
{
    /// <summary>Reads so many bytes; false when there are none or the file system does not answer.</summary>
    bool TryRead(byte[] buffer, int count);

    /// <summary>Writes so many bytes in place of those before.</summary>
    bool TryWrite(byte[] buffer, int count);
}
