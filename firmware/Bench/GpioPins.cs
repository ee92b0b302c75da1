using System.Device.Gpio;
using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Keypad;

namespace Fachwerk.Bench;

/// <summary>
/// The pins of the board on lines of GPIO chips. A line knows no open drain here: a row that is not driven low is an
/// input. Inputs have the chip's own pull-up where it has any. A part without a line is not there.
/// </summary>
internal sealed class GpioPins : IBoardPins, IDisposable
{
    private readonly Dictionary<int, GpioController> _chips = [];
    private readonly Func<int, GpioController> _open;
    private readonly int _chip;
    private readonly GpioPin[] _rows;
    private readonly GpioPin[] _columns;
    private readonly GpioPin[] _led;
    private readonly GpioPin? _supply;
    private readonly GpioPin? _watchdog;
    private readonly GpioPin? _buzzer;
    private readonly GpioPin? _mains;
    private readonly GpioPin? _tamper;
    private int _row = -1;
    private bool _isFedHigh;

    /// <summary>Takes the lines; outputs are low from then on.</summary>
    /// <param name="open">Opens a chip by its number.</param>
    /// <exception cref="BenchException">A chip or line cannot be had.</exception>
    public GpioPins(BenchSettings settings, Func<int, GpioController> open)
    {
        _open = open;
        _chip = settings.Chip;
        try
        {
            _supply = OpenOutput("supply", settings.Supply);
            _buzzer = OpenOutput("buzzer", settings.Buzzer);
            _led = [.. (settings.Led ?? []).Select(place => OpenOutput("led", place)!)];
            _watchdog = OpenOutput("watchdog", settings.Watchdog);
            _mains = OpenInput("mains", settings.Mains);
            _tamper = OpenInput("tamper", settings.Tamper);
            _rows = [.. (settings.Rows ?? []).Select(place => OpenInput("rows", place)!)];
            _columns = [.. (settings.Columns ?? []).Select(place => OpenInput("columns", place)!)];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public bool MainsGood => _mains is null || IsHigh(_mains);

    /// <inheritdoc />
    public bool TamperClosed => _tamper is null || !IsHigh(_tamper);

    /// <inheritdoc />
    public void SelectKeypadRow(int row)
    {
        for (int i = 0; i < _rows.Length; i++)
        {
            bool isDriven = IsDriven(i, _row);
            if (isDriven != IsDriven(i, row))
                _rows[i].SetPinMode(isDriven ? InputMode(_rows[i]) : PinMode.Output);
        }

        _row = row;
    }

    /// <inheritdoc />
    public int ReadKeypadColumns()
    {
        int columns = 0;
        for (int i = 0; i < _columns.Length; i++)
            columns |= IsHigh(_columns[i]) ? 0 : 1 << i;
        return columns;
    }

    /// <inheritdoc />
    public void TriggerSolenoidSupply()
    {
        // The monostable is edge-triggered.
        _supply?.Write(PinValue.High);
        _supply?.Write(PinValue.Low);
    }

    /// <inheritdoc />
    public void FeedWatchdog()
    {
        _isFedHigh = !_isFedHigh;
        _watchdog?.Write(_isFedHigh);
    }

    /// <inheritdoc />
    public void SetBuzzer(bool sounding) => _buzzer?.Write(sounding);

    /// <inheritdoc />
    public void SetLed(LedColor color)
    {
        for (int i = 0; i < _led.Length; i++)
            _led[i].Write(((int)color >> i) & 1);
    }

    /// <summary>Lets go of all lines.</summary>
    public void Dispose()
    {
        foreach (GpioController chip in _chips.Values)
            chip.Dispose();
        _chips.Clear();
    }

    private static bool IsDriven(int row, int selected) => row == selected || selected == KeypadScanner.EveryRow;

    private static bool IsHigh(GpioPin pin) => pin.Read() == PinValue.High;

    private static PinMode InputMode(GpioPin pin) =>
        pin.IsPinModeSupported(PinMode.InputPullUp) ? PinMode.InputPullUp : PinMode.Input;

    private GpioPin? OpenOutput(string signal, PinPlace? place) =>
        Open(signal, place, (chip, line) => chip.OpenPin(line, PinMode.Output, PinValue.Low));

    // Low is what a row gives when it becomes an output.
    private GpioPin? OpenInput(string signal, PinPlace? place) => Open(signal, place, (chip, line) => chip.OpenPin(
        line, chip.IsPinModeSupported(line, PinMode.InputPullUp) ? PinMode.InputPullUp : PinMode.Input, PinValue.Low));

    private GpioPin? Open(string signal, PinPlace? place, Func<GpioController, int, GpioPin> open)
    {
        if (place is not { } wanted)
            return null;
        int number = wanted.Chip ?? _chip;
        if (!_chips.TryGetValue(number, out GpioController? chip))
            _chips[number] = chip = _open(number);
        try
        {
            return open(chip, wanted.Line);
        }
        catch (Exception cause) when (cause is IOException or InvalidOperationException or ArgumentException)
        {
            throw new BenchException(
                $"\"{signal}\", line {wanted.Line} of /dev/gpiochip{number}, cannot be had: "
                + $"{cause.Message.ReplaceLineEndings(" ").TrimEnd('.')}. gpioinfo tells who has it.");
        }
    }
}
