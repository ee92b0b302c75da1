namespace Fachwerk.Firmware.Board;

/// <summary>An I²C bus. A chip driver knows nothing else of the world.</summary>
public interface II2cBus
{
    /// <summary>
    /// Milliseconds that the last transfer waited for a line that did not move, at least 1 then; 0 when it was done, or
    /// when a chip did not acknowledge it. A board may wait up to a second for such a line.
    /// </summary>
    int StalledMs { get; }

    /// <summary>
    /// One transaction: writes <paramref name="writeCount"/> bytes, then, after a repeated start, reads
    /// <paramref name="readCount"/> bytes. Either count may be 0, not both.
    /// </summary>
    /// <param name="address">7-bit address.</param>
    /// <param name="read">Where to read to; may be null when <paramref name="readCount"/> is 0.</param>
    /// <returns>False when the address or a byte was not acknowledged, or the bus is stuck.</returns>
    bool TryTransfer(
        int address, byte[] write, int writeOffset, int writeCount, byte[]? read, int readOffset, int readCount);

    /// <summary>
    /// Frees a bus whose data line a chip holds low, as one does that was interrupted while it sent: up to nine clock
    /// pulses, then a stop (UM10204 §3.1.16). Whether it helped only the next transfer tells.
    /// </summary>
    void Recover();
}
