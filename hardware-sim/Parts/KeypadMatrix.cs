using Fachwerk.Simulator.Chips;

namespace Fachwerk.Simulator.Parts;

/// <summary>
/// 4×3 keys without diodes. A pressed key joins its row and its column, so three pressed corners of a rectangle show
/// the fourth as pressed too: ghosting.
/// <code>
/// row 0  1 2 3
/// row 1  4 5 6
/// row 2  7 8 9
/// row 3  * 0 #
/// </code>
/// </summary>
public sealed class KeypadMatrix
{
    /// <summary>Keys in the order of rows and columns.</summary>
    public const string Keys = "123456789*0#";

    private const int Rows = 4;
    private const int Columns = 3;
    private const int EveryRow = 4;
    private const int AllRows = (1 << Rows) - 1;
    private const int BounceMs = 4;

    private readonly BoardClock _clock;
    private readonly long[] _changedAtMs = new long[Keys.Length];
    private int _pressed;
    private int _drivenRows;

    /// <summary>A keypad without a finger on it.</summary>
    public KeypadMatrix(BoardClock clock)
    {
        _clock = clock;
        Array.Fill(_changedAtMs, -BounceMs);
    }

    /// <summary>Bit per key that is held, in the order of <see cref="Keys"/>.</summary>
    public int Held => _pressed;

    /// <summary>A finger goes down on a key.</summary>
    public void Press(char key) => Change(key, down: true);

    /// <summary>The finger leaves the key.</summary>
    public void Release(char key) => Change(key, down: false);

    /// <summary>Drives one row low, or all of them (4); -1 floats all.</summary>
    public void SelectRow(int row) => DriveRows(row == EveryRow ? AllRows : row < 0 ? 0 : 1 << row);

    /// <summary>Drives any rows low and floats the others.</summary>
    /// <param name="rows">Bit per row.</param>
    public void DriveRows(int rows) => _drivenRows = rows & AllRows;

    /// <summary>Columns that are pulled low by the driven rows, through however many keys.</summary>
    public int ReadColumns() => ReadWires() >> Rows;

    /// <summary>The wires that are low: four bits of rows, above them three of columns.</summary>
    public int ReadWires()
    {
        if (_drivenRows == 0 || _pressed == 0 && !IsBouncing)
            return _drivenRows;
        int contacts = Contacts();
        int rows = _drivenRows;
        int columns = 0;

        // Each round reaches at least one more wire or is the last; there are seven wires.
        for (int round = 0; round < Rows + Columns; round++)
        {
            for (int key = 0; key < Keys.Length; key++)
            {
                if ((contacts >> key & 1) == 0)
                    continue;
                int row = 1 << (key / Columns);
                int column = 1 << (key % Columns);
                if ((rows & row) != 0)
                    columns |= column;
                if ((columns & column) != 0)
                    rows |= row;
            }
        }

        return rows | columns << Rows;
    }

    /// <summary>
    /// When a contact next changes without a finger moving (bounce); <see cref="long.MaxValue"/> if none will.
    /// </summary>
    public long NextChangeMs => IsBouncing ? _clock.NowMs + 1 : long.MaxValue;

    private bool IsBouncing
    {
        get
        {
            foreach (long at in _changedAtMs)
            {
                if (_clock.NowMs - at < BounceMs)
                    return true;
            }

            return false;
        }
    }

    private int Contacts()
    {
        int contacts = _pressed;
        for (int key = 0; key < Keys.Length; key++)
        {
            long age = _clock.NowMs - _changedAtMs[key];

            // A contact that has just changed is off again every other millisecond.
            if (age is > 0 and < BounceMs && (age & 1) == 1)
                contacts ^= 1 << key;
        }

        return contacts;
    }

    private void Change(char key, bool down)
    {
        int index = Keys.IndexOf(key, StringComparison.Ordinal);
        ArgumentOutOfRangeException.ThrowIfNegative(index, nameof(key));
        if ((_pressed >> index & 1) == (down ? 1 : 0))
            return;
        _pressed ^= 1 << index;
        _changedAtMs[index] = _clock.NowMs;
    }
}
