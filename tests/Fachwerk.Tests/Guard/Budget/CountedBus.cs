using Fachwerk.Firmware.Board;

namespace Fachwerk.Tests.Guard.Budget;

/// <summary>A bus whose transfers are charged.</summary>
internal sealed class CountedBus(II2cBus bus) : II2cBus
{
    public int StalledMs => bus.StalledMs;

    public bool TryTransfer(
        int address, byte[] write, int writeOffset, int writeCount, byte[]? read, int readOffset, int readCount)
    {
        IlMeter.Leave("II2cBus.TryTransfer");
        bool isDone = bus.TryTransfer(address, write, writeOffset, writeCount, read, readOffset, readCount);
        IlMeter.Return();
        return isDone;
    }

    public void Recover()
    {
        IlMeter.Leave("II2cBus.Recover");
        bus.Recover();
        IlMeter.Return();
    }
}
