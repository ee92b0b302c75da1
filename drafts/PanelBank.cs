using Fachwerk.Firmware.Board;
using Fachwerk.Simulator.Chips;

namespace Fachwerk.Simulator.Board;

/// <summary>
/// The expander of the Ethernet board with keypad, buzzer, LED and the two inputs (firmware/HARDWARE.md, "Pins"). It is
/// a PCA9539, whose registers are those of the PCA9555.
/// </summary>
internal sealed class PanelBank : IExpanderWiring
{
    internal const int Address = 0x74;

    private const int RowsMask = 0x0F;

    private readonly VirtualBoard _board;

    internal PanelBank(VirtualBoard board)
    {
        _board = board;
        Chip = new Pca9555(this);
    }

    internal Pca9555 Chip { get; }

    // Rows and columns are pulled up outside; so are the two inputs, each closed to ground by its contact.
    public byte ReadLevels(int port)
    {
        if (port == 0)
            return (byte)(0xFF & ~(_board.Keypad.ReadColumns() << 4));
        int levels = 0xFF & ~(_board.MainsGood ? 0 : 0x10);
        return (byte)(levels & ~(_board.TamperClosed ? 0x20 : 0));
    }

    public void OutputsChanged(int port)
    {
        if (port == 1)
        {
            int high = Chip.DrivenHigh(1);
            _board.SetBuzzer((high & 1) != 0);
            _board.SetLed((LedColor)(high >> 1 & 7));
            return;
        }

        int low = Chip.DrivenLow(0) & RowsMask;
        _board.Keypad.SelectRow(low == RowsMask ? 4 : low == 0 ? -1 : int.TrailingZeroCount(low));
    }
}
