namespace Fachwerk.Firmware.Chips;

/// <summary>
/// Cells of the FRAM chips in which a flipped bit was put right, until the journal tells of them. One that flips again
/// and again is told once, as long as it is among the last 16.
/// </summary>
public sealed class MendedCells
{
    /// <summary>Cells that can wait to be told of.</summary>
    public const int Capacity = 16;

    private const int BitsPerCell = 8;

    // Address · 8 + bit + 1; 0 = none yet.
    private readonly uint[] _cells = new uint[Capacity];
    private int _next;
    private int _untold;

    /// <summary>False while no more can wait: what is found then stays as it is and is found again.</summary>
    public bool HasRoom => _untold < Capacity;

    /// <summary>True while there is one to tell of.</summary>
    public bool HasUntold => _untold > 0;

    /// <summary>The oldest one not told: number of its chip, from 0, in the upper half, address in the lower.</summary>
    public uint Address => (Oldest - 1) / BitsPerCell;

    /// <summary>Which of its bits had flipped, 0 to 7.</summary>
    public uint Bit => (Oldest - 1) % BitsPerCell;

    private uint Oldest => _cells[(_next + Capacity - _untold) % Capacity];

    /// <summary>A cell was mended.</summary>
    public void Note(uint address, int bit)
    {
        uint cell = address * BitsPerCell + (uint)bit + 1;
        for (int i = 0; i < Capacity; i++)
        {
            if (_cells[i] == cell)
            {
                return;
            }
        }
        _cells[_next] = cell;
        _next = (_next + 1) % Capacity;
        _untold++;
    }

    /// <summary>The oldest one is told.</summary>
    public void Told() => _untold--;
}
