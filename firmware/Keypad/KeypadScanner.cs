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
    private const string Keys = "123456789*0#";

    private readonly IBoardPins pins;
    private int lastPressed;
    private int equalScans;
    private bool isArmed;
    private long dueMs;

    /// <summary>The keypad at these pins.</summary>
    public KeypadScanner(IBoardPins pins)
    {
        this.pins = pins;
    }

    /// <summary>True when nothing is pressed and nothing bounces.</summary>
    public bool IsQuiet => lastPressed == 0 && equalScans >= EqualScansMin;

    /// <summary>
    /// Scans once, if 10 ms have passed since the last scan or nothing moved so far: a tick that comes early on a quiet
    /// keypad may have been woken by a key.
    /// </summary>
    /// <returns>The key that has just become valid, or <see cref="None"/>.</returns>
    public char Tick(long nowMs)
    {
        if (nowMs < dueMs && !IsQuiet)
        {
            return None;
        }
        dueMs = nowMs + ScanMs;
        int pressed = Scan();
        equalScans = pressed == lastPressed ? equalScans + 1 : 1;
        lastPressed = pressed;
        if (equalScans != EqualScansMin)
        {
            equalScans = equalScans > EqualScansMin ? EqualScansMin + 1 : equalScans;
            return None;
        }
        if (pressed == 0)
        {
            isArmed = true;
            return None;
        }
        bool isSingle = (pressed & (pressed - 1)) == 0;
        bool counts = isArmed && isSingle;
        isArmed = false;
        return counts ? KeyOf(pressed) : None;
    }

    private int Scan()
    {
        int pressed = 0;
        for (int row = 0; row < Rows; row++)
        {
            pins.SelectKeypadRow(row);
            pressed |= (pins.ReadKeypadColumns() & 7) << (row * Columns);
        }
        pins.SelectKeypadRow(-1);
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
