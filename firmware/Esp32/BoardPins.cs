using System.Device.Gpio;
using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Keypad;

namespace Fachwerk.Esp32;

/// <summary>
/// The pins that are not on a bus; their numbers are those of HARDWARE.md. The Ethernet board has two of them, trigger
/// and watchdog: the portable code has the others on an expander and asks for none here.
/// </summary>
internal sealed class BoardPins : IBoardPins
{
    private readonly GpioPin[] _rows = new GpioPin[0];
    private readonly GpioPin[] _columns = new GpioPin[0];
    private readonly GpioPin _supply;
    private readonly GpioPin _watchdog;
    private readonly GpioPin _buzzer;
    private readonly GpioPin[] _led = new GpioPin[0];
    private readonly GpioPin _mains;
    private readonly GpioPin _tamper;
    private int _row = -1;

    public BoardPins(BoardMake make)
    {
        GpioController controller = new GpioController();
        _supply = PinLevels.Open(controller, 4, PinMode.Output);
        _watchdog = PinLevels.Open(controller, make.Watchdog, PinMode.Output);
        if (make.HasEthernet)
        {
            return;
        }
        _buzzer = PinLevels.Open(controller, 18, PinMode.Output);
        _mains = PinLevels.Open(controller, 39, PinMode.Input);
        _tamper = PinLevels.Open(controller, 15, PinMode.InputPullUp);
        _led = PinLevels.OpenAll(controller, new int[] { 19, 23, 5 }, PinMode.Output);
        _rows = PinLevels.OpenAll(controller, new int[] { 13, 14, 27, 26 }, PinMode.OutputOpenDrain);
        _columns = PinLevels.OpenAll(controller, new int[] { 34, 35, 36 }, PinMode.Input);
    }

    public bool MainsGood => PinLevels.IsHigh(_mains);

    public bool TamperClosed => !PinLevels.IsHigh(_tamper);

    // Only the pins that change: every pin value is an object on the heap.
    public void SelectKeypadRow(int row)
    {
        Drive(_row, true);
        Drive(row, false);
        _row = row;
    }

    public int ReadKeypadColumns()
    {
        int columns = 0;
        for (int i = 0; i < _columns.Length; i++)
        {
            columns |= PinLevels.IsHigh(_columns[i]) ? 0 : 1 << i;
        }
        return columns;
    }

    // The monostable is edge-triggered.
    public void TriggerSolenoidSupply()
    {
        PinLevels.Set(_supply, true);
        PinLevels.Set(_supply, false);
    }

    public void FeedWatchdog() => _watchdog.Toggle();

    public void SetBuzzer(bool sounding) => PinLevels.Set(_buzzer, sounding);

    public void SetLed(LedColor color)
    {
        for (int i = 0; i < _led.Length; i++)
        {
            PinLevels.Set(_led[i], (((int)color >> i) & 1) != 0);
        }
    }

    private void Drive(int row, bool isHigh)
    {
        for (int i = 0; i < _rows.Length; i++)
        {
            if (i == row || row == KeypadScanner.EveryRow)
            {
                PinLevels.Set(_rows[i], isHigh);
            }
        }
    }
}
