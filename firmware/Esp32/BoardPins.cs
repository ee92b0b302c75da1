using System.Device.Gpio;
using Fachwerk.Firmware.Board;

namespace Fachwerk.Esp32;

/// <summary>The pins that are not on a bus; their numbers are those of HARDWARE.md.</summary>
internal sealed class BoardPins : IBoardPins
{
    private readonly GpioPin[] _rows;
    private readonly GpioPin[] _columns;
    private readonly GpioPin _supply;
    private readonly GpioPin _watchdog;
    private readonly GpioPin _buzzer;
    private readonly GpioPin _red;
    private readonly GpioPin _green;
    private readonly GpioPin _blue;
    private readonly GpioPin _mains;
    private readonly GpioPin _tamper;

    public BoardPins()
    {
        GpioController controller = new GpioController();
        _supply = Open(controller, 4, PinMode.Output);
        _watchdog = Open(controller, 25, PinMode.Output);
        _buzzer = Open(controller, 18, PinMode.Output);
        _red = Open(controller, 19, PinMode.Output);
        _green = Open(controller, 23, PinMode.Output);
        _blue = Open(controller, 5, PinMode.Output);
        _mains = Open(controller, 39, PinMode.Input);
        _tamper = Open(controller, 15, PinMode.InputPullUp);
        _rows = OpenAll(controller, new int[] { 13, 14, 27, 26 }, PinMode.OutputOpenDrain);
        _columns = OpenAll(controller, new int[] { 34, 35, 36 }, PinMode.Input);
        SelectKeypadRow(-1);
    }

    public bool MainsGood => _mains.Read() == PinValue.High;

    public bool TamperClosed => _tamper.Read() == PinValue.Low;

    public void SelectKeypadRow(int row)
    {
        for (int i = 0; i < _rows.Length; i++)
        {
            _rows[i].Write(i == row ? PinValue.Low : PinValue.High);
        }
    }

    public int ReadKeypadColumns()
    {
        int columns = 0;
        for (int i = 0; i < _columns.Length; i++)
        {
            columns |= _columns[i].Read() == PinValue.Low ? 1 << i : 0;
        }
        return columns;
    }

    // The monostable is edge-triggered.
    public void TriggerSolenoidSupply()
    {
        _supply.Write(PinValue.High);
        _supply.Write(PinValue.Low);
    }

    public void FeedWatchdog() => _watchdog.Toggle();

    public void SetBuzzer(bool sounding) => _buzzer.Write(sounding ? PinValue.High : PinValue.Low);

    public void SetLed(LedColor color)
    {
        _red.Write(((int)color & 1) != 0 ? PinValue.High : PinValue.Low);
        _green.Write(((int)color & 2) != 0 ? PinValue.High : PinValue.Low);
        _blue.Write(((int)color & 4) != 0 ? PinValue.High : PinValue.Low);
    }

    private static GpioPin Open(GpioController controller, int number, PinMode mode)
    {
        GpioPin pin = controller.OpenPin(number, mode);
        if (mode == PinMode.Output)
        {
            pin.Write(PinValue.Low);
        }
        return pin;
    }

    private static GpioPin[] OpenAll(GpioController controller, int[] numbers, PinMode mode)
    {
        GpioPin[] pins = new GpioPin[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            pins[i] = Open(controller, numbers[i], mode);
        }
        return pins;
    }
}
