using System.Device.Gpio;
using Fachwerk.Bench;
using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Keypad;
using Fachwerk.Simulator.Board;
using Fachwerk.Tests.Firmware.OutsideDrivers;

namespace Fachwerk.Tests.Firmware.Bench;

/// <summary>The pins of the virtual board as lines of a GPIO chip, wired as <see cref="BenchSettings"/> has it.
/// </summary>
internal sealed class BoardLines(VirtualBoard board) : PinDriver
{
    private const int Supply = 17;
    private const int Watchdog = 27;
    private const int Buzzer = 18;
    private const int Mains = 21;
    private const int Tamper = 4;
    private static readonly int[] Rows = [5, 6, 13, 19];
    private static readonly int[] Columns = [12, 16, 20];
    private static readonly int[] Led = [22, 25, 26];

    private readonly HashSet<int> _low = [];
    private readonly HashSet<int> _high = [];

    /// <summary>Fault: a line cannot be read or driven, as when the adapter is gone.</summary>
    public bool IsGone { get; set; }

    /// <summary>Rows that were driven high, which would short two pressed keys.</summary>
    public int RowsDrivenHigh { get; private set; }

    /// <summary>Rows that are driven low now.</summary>
    public IEnumerable<int> DrivenRows => Rows.Where(_low.Contains);

    protected override void Drive(int pin, bool? isHigh)
    {
        if (IsGone && isHigh is not null)
            throw new IOException("Error 19 (No such device) driving a line.");
        bool rises = isHigh == true && !_high.Contains(pin);
        Note(_high, pin, isHigh == true);
        Note(_low, pin, isHigh == false);
        RowsDrivenHigh += isHigh == true && Rows.Contains(pin) ? 1 : 0;
        int[] driven = [.. DrivenRows];
        board.Keypad.SelectRow(driven.Length switch
        {
            4 => KeypadScanner.EveryRow,
            1 => Array.IndexOf(Rows, driven[0]),
            _ => -1
        });
        if (pin == Supply && rises)
            board.Pins.TriggerSolenoidSupply();
        if (pin == Watchdog)
            board.Pins.FeedWatchdog();
        board.Pins.SetBuzzer(_high.Contains(Buzzer));
        board.Pins.SetLed((LedColor)Led.Select((line, bit) => _high.Contains(line) ? 1 << bit : 0).Sum());
    }

    protected override bool IsHigh(int pin)
    {
        if (IsGone)
            throw new IOException("Error 19 (No such device) reading a line.");
        return pin switch
        {
            Mains => board.MainsGood,
            Tamper => !board.TamperClosed,
            _ => (board.Keypad.ReadColumns() >> Array.IndexOf(Columns, pin) & 1) == 0
        };
    }

    private static void Note(HashSet<int> pins, int pin, bool isIn)
    {
        if (isIn)
            pins.Add(pin);
        else
            pins.Remove(pin);
    }
}
