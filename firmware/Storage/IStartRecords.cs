namespace Fachwerk.Firmware.Storage;

/// <summary>
/// Records that are read at the start a few at a time, so that no tick waits for all of them: a portion is at most 130
/// bytes on the bus.
/// </summary>
public interface IStartRecords
{
    /// <summary>True once all are read.</summary>
    bool IsLoaded { get; }

    /// <summary>Reads the next portion; false when the chip does not answer, and then it may be tried again.</summary>
    bool TryLoadNext();
}
