using System.Device.I2c;
using Fachwerk.Firmware.Board;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Chips;
using Fachwerk.Simulator.Crypto;
using Fachwerk.Simulator.Depots;

namespace Fachwerk.Tests.Firmware.OutsideDrivers;

/// <summary>
/// A virtual board with two drivers on each of its chips: ours on the bus as the firmware has it, theirs (a library's)
/// on the same bus as System.Device.I2c has it.
/// </summary>
internal sealed class OutsideRig : IDisposable
{
    // Longer than the longest wait that a driver of a chip keeps: the display's, after the first nibble.
    private const int MicrosBetween = 6_000;

    // The display is busy for 10 ms after the supply is up.
    private const int WarmUpMs = 50;

    private readonly SoftwareCryptoChip _crypto = new();
    private readonly BoardI2cBus _main;
    private readonly BoardI2cBus _display;

    public OutsideRig()
    {
        Board = new VirtualBoard(16, new FramArray(), new FramArray(), new NoNetwork(), _crypto);
        Board.PowerUp();
        Pass(WarmUpMs);
        _main = new BoardI2cBus(Board.MainI2c, Board.Clock, MicrosBetween);
        _display = new BoardI2cBus(Board.DisplayI2c, Board.Clock, MicrosBetween);
    }

    public VirtualBoard Board { get; }

    /// <summary>I²C 1 as our drivers have it.</summary>
    public II2cBus Main => Board.MainBus;

    /// <summary>I²C 2 as our driver has it.</summary>
    public II2cBus Display => Board.DisplayBus;

    /// <summary>A chip on I²C 1 as their drivers have it.</summary>
    public I2cDevice MainDevice(int address) => _main.CreateDevice(address);

    /// <summary>The display's expander as their drivers have it.</summary>
    public I2cDevice DisplayDevice() => _display.CreateDevice(0x3F);

    /// <summary>Lets time pass.</summary>
    public void Pass(int milliseconds) => Board.Advance(Board.Clock.NowMs + milliseconds);

    public void Dispose()
    {
        _main.Dispose();
        _display.Dispose();
        _crypto.Dispose();
    }
}
