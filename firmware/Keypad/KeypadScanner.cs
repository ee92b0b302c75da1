using Fachwerk.Firmware.Board;

namespace Fachwerk.Firmware.Keypad;

/// <summary>
/// Reads the 4 × 3 matrix row by row. A key counts once it was seen alone for three scans; before the next one all keys
/// must have been let go for three scans. With two or more keys down nothing counts: ghosting is real.
/// </summary>
public sealed class KeypadScanner
{
    /// <summary>No key.</summary>
    public const char None = '\0';

    /// <summary>Milliseconds between scans while something moves.</summary>
    public const int ScanMs = 10;

    private const int Rows = 4;
    private const int Columns = 3;
    private const int EqualScansMin = 3;
    private const int StuckAfterMs = 60000;
    private const string Keys = "123456789*0#";

    private readonly IBoardPins _pins;
    private int _lastPressed;
    private int _equalScans;
    private bool _isArmed;
    private int _stuck;
    private long _heldSinceMs;
    private long _dueMs;

    /// <summary>The keypad at these pins.</summary>
    public KeypadScanner(IBoardPins pins)
    {
        _pins = pins;
    }

    /// <summary>
    /// True while a key is left out that was held down for a minute: the others go on, as far as it does not make
    /// ghosts of them. It counts again once it was let go.
    /// </summary>
    public bool IsKeyStuck => _stuck != 0;

    /// <summary>True when nothing is pressed and nothing bounces.</summary>
    public bool IsQuiet => _lastPressed == 0 && _equalScans >= EqualScansMin;

    /// <summary>
    /// Scans once, if 10 ms have passed since the last scan or nothing moved so far: a tick that comes early on a quiet
    /// keypad may have been woken by a key.
    /// </summary>
    /// <returns>The key that has just become valid, or <see cref="None"/>.</returns>
    public char Tick(long nowMs)
    {
        if (nowMs < _dueMs && !IsQuiet)
        {
            return None;
        }
        _dueMs = nowMs + ScanMs;
        int pressed = LeaveOutStuck(Scan(), nowMs);
        _equalScans = pressed == _lastPressed ? _equalScans + 1 : 1;
        _lastPressed = pressed;
        if (_equalScans != EqualScansMin)
        {
            _equalScans = _equalScans > EqualScansMin ? EqualScansMin + 1 : _equalScans;
            return None;
        }
        if (pressed == 0)
        {
            _isArmed = true;
            return None;
        }
        bool isSingle = (pressed & (pressed - 1)) == 0;
        bool counts = _isArmed && isSingle;
        _isArmed = false;
        return counts ? KeyOf(pressed) : None;
    }

    private int LeaveOutStuck(int pressed, long nowMs)
    {
        _stuck &= pressed;
        int free = pressed & ~_stuck;
        if (free == 0 || free != _lastPressed)
        {
            _heldSinceMs = nowMs;
        }
        else if (nowMs - _heldSinceMs >= StuckAfterMs)
        {
            _stuck |= free;
            free = 0;
        }
        return free;
    }

    private int Scan()
    {
        int pressed = 0;
        for (int row = 0; row < Rows; row++)
        {
            _pins.SelectKeypadRow(row);
            pressed |= (_pins.ReadKeypadColumns() & 7) << (row * Columns);
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
