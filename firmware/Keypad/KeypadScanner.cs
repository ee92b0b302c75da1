using Fachwerk.Firmware.Board;

namespace Fachwerk.Firmware.Keypad;

/// <summary>
/// Reads the 4 × 3 matrix row by row. A key counts once it was seen down in three scans in a row, and again once it was
/// seen up in three. Two keys may overlap, as they do when someone types quickly: two never show a third. Three can, so
/// with three or more down nothing counts until all were let go; nor do two that went down in the same scan, for nobody
/// knows which was first.
/// </summary>
public sealed class KeypadScanner(IBoardPins pins)
{
    /// <summary>No key.</summary>
    public const char None = '\0';

    /// <summary>Milliseconds between scans while something moves.</summary>
    public const int ScanMs = 10;

    /// <summary>Drives every row low: any key pulls its column.</summary>
    public const int EveryRow = 4;

    private const int Rows = 4;
    private const int Columns = 3;
    private const int AllColumns = 7;
    private const int ScansMin = 3;
    private const int StuckAfterMs = 60000;
    private const int DriveEveryMs = 1000;
    private const string Keys = "123456789*0#";

    private readonly IBoardPins _pins = pins;
    private int _down;
    private int _once;
    private int _twice;
    private int _quietScans;
    private bool _isWatching;
    private long _watchMs;
    private bool _isRefusing = true;
    private int _held;
    private int _stuck;
    private long _heldSinceMs;
    private long _dueMs;

    /// <summary>
    /// True while a key is left out that was held down for a minute: the others go on, as far as it does not make
    /// ghosts of them. It counts again once it was let go.
    /// </summary>
    public bool IsKeyStuck => _stuck != 0;

    /// <summary>True in the tick in which keys began not to count because there were too many of them.</summary>
    public bool HasRefused { get; private set; }

    /// <summary>True when nothing is pressed and nothing bounces.</summary>
    public bool IsQuiet => _quietScans >= ScansMin;

    /// <summary>True when nothing was pressed lately and, with all rows driven, nothing is.</summary>
    public bool IsUntouched() => IsQuiet && _isWatching && (_pins.ReadKeypadColumns() & AllColumns) == 0;

    /// <summary>
    /// Scans once, if 10 ms have passed since the last scan or nothing moved so far: a tick that comes early on a quiet
    /// keypad may have been woken by a key.
    /// </summary>
    /// <returns>The key that has just become valid, or <see cref="None"/>.</returns>
    public char Tick(long nowMs)
    {
        HasRefused = false;
        if (nowMs < _dueMs && !IsQuiet)
        {
            return None;
        }
        _dueMs = nowMs + ScanMs;
        int seen = Scan(nowMs);
        int pressed = LeaveOutStuck(seen, nowMs);
        int fresh = Settle(pressed);
        _quietScans = pressed != 0 ? 0 : IsQuiet ? ScansMin : _quietScans + 1;
        if (IsMany(seen & (seen - 1)) || IsMany(fresh))
        {
            HasRefused = !_isRefusing;
            _isRefusing = true;
        }
        else if (IsQuiet)
        {
            _isRefusing = false;
        }
        return fresh == 0 || _isRefusing ? None : KeyOf(fresh);
    }

    /// <summary>
    /// The keypad cannot be read: as after a start, nothing counts until all keys were seen let go.
    /// </summary>
    public void Lose()
    {
        HasRefused = false;
        _isRefusing = true;
        _isWatching = false;
        _quietScans = 0;
    }

    // Bit by bit, a key each: those that were seen otherwise than they count in three scans in a row.
    private int Settle(int pressed)
    {
        int changed = pressed ^ _down;
        int settled = changed & _twice;
        _twice = changed & _once & ~settled;
        _once = changed & ~settled;
        _down ^= settled;
        return settled & _down;
    }

    private int LeaveOutStuck(int seen, long nowMs)
    {
        _stuck &= seen;
        int free = seen & ~_stuck;
        _held &= free;
        if (_held == 0)
        {
            _held = free;
            _heldSinceMs = nowMs;
        }
        else if (nowMs - _heldSinceMs >= StuckAfterMs)
        {
            _stuck |= _held;
            free &= ~_held;
            _held = 0;
        }
        return free;
    }

    private static bool IsMany(int keys) => (keys & (keys - 1)) != 0;

    // A keypad that nobody touches is watched through all rows at once; only what a key answers to is read row by row.
    private int Scan(long nowMs)
    {
        int pressed = 0;
        // With all rows driven a stuck key would answer for every other.
        if (IsQuiet && _stuck == 0 && (!_isWatching || nowMs >= _watchMs))
        {
            _pins.SelectKeypadRow(EveryRow);
            _isWatching = true;
            _watchMs = nowMs + DriveEveryMs;
        }
        if (IsUntouched())
        {
            return 0;
        }
        _isWatching = false;
        for (int row = 0; row < Rows; row++)
        {
            _pins.SelectKeypadRow(row);
            pressed |= (_pins.ReadKeypadColumns() & AllColumns) << (row * Columns);
        }
        _pins.SelectKeypadRow(-1);
        return pressed;
    }

    private static char KeyOf(int pressed)
    {
        int index = 0;
        while (pressed >> index != 1)
        {
            index++;
        }
        return Keys[index];
    }
}
