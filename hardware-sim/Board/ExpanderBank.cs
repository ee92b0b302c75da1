using Fachwerk.Simulator.Chips;
using Fachwerk.Simulator.Parts;

namespace Fachwerk.Simulator.Board;

/// <summary>
/// One expander with its eight locks: port 0 drives the gates of the solenoids (pulled down, so an input is off),
/// port 1 reads the door switches (pulled up; a shut door closes its switch to ground).
/// </summary>
internal sealed class ExpanderBank : IExpanderWiring
{
    internal const int LocksPerBank = 8;

    private readonly VirtualBoard _board;
    private readonly int _firstLock;

    internal ExpanderBank(VirtualBoard board, int firstLock)
    {
        _board = board;
        _firstLock = firstLock;
        Chip = new Pca9555(this);
    }

    internal Pca9555 Chip { get; }

    public byte ReadLevels(int port)
    {
        if (port == 0)
            return 0;
        int levels = 0;
        for (int bit = 0; bit < LocksPerBank; bit++)
        {
            if (_firstLock + bit >= _board.Doors.Count || _board.Doors[_firstLock + bit].SwitchReadsOpen)
                levels |= 1 << bit;
        }

        return (byte)levels;
    }

    public void OutputsChanged(int port)
    {
        if (port == 0)
            _board.UpdateSolenoids();
    }

    internal bool Drives(int bit) => (Chip.DrivenHigh(0) >> bit & 1) == 1;
}
