namespace Fachwerk.DeviceRuntime;

/// <summary>The two wires of a simulated I²C bus, as pins and bus controller of the device have them.</summary>
public interface IBusWires
{
    /// <summary>The board's time in milliseconds.</summary>
    long NowMs { get; }

    /// <summary>The level that an input at the data line reads.</summary>
    bool IsDataHigh { get; }

    /// <summary>The level that an input at the clock line reads.</summary>
    bool IsClockHigh { get; }

    /// <summary>The bus controller is put on its pins for one more chip.</summary>
    void Attach();

    /// <summary>Pins are taken from the bus controller to be moved by hand.</summary>
    void Take();

    /// <summary>Pulls the data line low, or lets it go.</summary>
    void DriveData(bool isLow);

    /// <summary>Pulls the clock line low, or lets it go.</summary>
    void DriveClock(bool isLow);

    /// <summary>One transaction by the bus controller.</summary>
    WireEnd Transfer(
        int address, byte[] write, int writeOffset, int writeCount, byte[] read, int readOffset, int readCount);
}

/// <summary>How a transaction ended.</summary>
public enum WireEnd
{
    /// <summary>All bytes went over the bus.</summary>
    Done,

    /// <summary>The address or a byte was not acknowledged.</summary>
    NotAcknowledged,

    /// <summary>A line did not move for as long as the controller waits.</summary>
    TimedOut
}
