using Fachwerk.Firmware.Board;
using Fachwerk.Simulator.Chips;

namespace Fachwerk.Simulator.Board;

/// <summary>
/// The expander of the Ethernet board with keypad, buzzer, LED and the two inputs (firmware/HARDWARE.md, "Pins"): a
/// PCA9539, whose reset pin is on the controller's reset line.
/// </summary>
internal sealed class PanelBank : IExpanderWiring
{
    internal const int Address = 0x74;

    private const int Buzzer = 0x01;
    private const int LedShift = 1;
    private const int LedMask = 7;
    private const int Mains = 0x10;
    private const int Tamper = 0x20;

    private readonly VirtualBoard _board;

    internal PanelBank(VirtualBoard board)
    {
        _board = board;
        Chip = new Pca9555(this);
    }

    internal Pca9555 Chip { get; }

    // Rows, columns and inputs are pulled up outside; a contact that is closed pulls its input to ground.
    public byte ReadLevels(int port)
    {
        int low = port == 0 ? _board.Keypad.ReadWires()
            : (_board.MainsGood ? 0 : Mains) | (_board.TamperClosed ? Tamper : 0);
        return (byte)~low;
    }

    // An output that floats is pulled down: no sound, no light.
    public void OutputsChanged(int port)
    {
        if (port == 0)
        {
            _board.Keypad.DriveRows(Chip.DrivenLow(0));
            return;
        }

        int high = Chip.DrivenHigh(1);
        _board.SetBuzzer((high & Buzzer) != 0);
        _board.SetLed((LedColor)(high >> LedShift & LedMask));
    }
}
