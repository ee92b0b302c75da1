using Fachwerk.Firmware.Board;

namespace Fachwerk.Tests.Firmware;

/// <summary>Two FRAM chips on a bus that can lose power after any written byte.</summary>
internal sealed class TornBus : II2cBus
{
    private readonly byte[][] _chips = [new byte[65536], new byte[65536]];
    private int _bytesLeft = int.MaxValue;

    public bool IsCut => _bytesLeft == 0;

    /// <summary>So many more data bytes are stored, then nothing answers.</summary>
    public void CutAfter(int bytes) => _bytesLeft = bytes;

    public void Restore() => _bytesLeft = int.MaxValue;

    public byte[] Chip(int index) => _chips[index];

    public TornBus Copy()
    {
        TornBus copy = new();
        _chips[0].CopyTo(copy._chips[0], 0);
        _chips[1].CopyTo(copy._chips[1], 0);
        return copy;
    }

    public int StalledMs => 0;

    public void Recover()
    {
        // Nothing on this bus holds a line.
    }

    public bool TryTransfer(
        int address, byte[] write, int writeOffset, int writeCount, byte[]? read, int readOffset, int readCount)
    {
        if (IsCut || address is < 0x50 or > 0x51)
            return false;
        byte[] cells = _chips[address - 0x50];
        int at = (write[writeOffset] << 8) | write[writeOffset + 1];
        for (int i = 2; i < writeCount; i++)
        {
            if (IsCut)
                return false;
            cells[(at + i - 2) & 0xFFFF] = write[writeOffset + i];
            _bytesLeft -= _bytesLeft == int.MaxValue ? 0 : 1;
        }

        for (int i = 0; i < readCount; i++)
            read![readOffset + i] = cells[(at + i) & 0xFFFF];
        return true;
    }
}
