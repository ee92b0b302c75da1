using Fachwerk.DeviceRuntime;
using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Configuration;
using Fachwerk.Simulator.Chips;
using Fachwerk.Simulator.Parts;

namespace Fachwerk.Simulator.Board;

/// <summary>
/// The reference board (firmware/HARDWARE.md) down to the registers of its chips. Its time is virtual: nothing happens
/// between two calls of <see cref="Advance"/> but what bus transfers cost. Not thread-safe.
/// </summary>
public sealed class VirtualBoard : IBoard, ISupplyProbe
{
    /// <summary>The external watchdog resets the controller after this long without a feed.</summary>
    public const int WatchdogMs = 2000;

    /// <summary>Locks of the largest board.</summary>
    public const int LocksMax = 64;

    private const int ExpanderAddress = 0x20;
    private const int SensorAddress = 0x40;
    private const int FramAddress = 0x50;
    private const int ClockAddress = 0x68;
    private const int DisplayAddress = 0x3F;
    private const double ShuntOhms = 0.1;

    private readonly IoMeter _meter = new();
    private readonly VirtualPins _pins;
    private readonly VirtualI2cBus _mainBus;
    private readonly VirtualI2cBus _displayBus;
    private DeviceBus _mainDeviceBus, _displayDeviceBus;
    private readonly SolenoidSupply _solenoidSupply;
    private readonly ExpanderBank[] _banks;
    private readonly Door[] _doors;
    private readonly Solenoid[] _solenoids;
    private readonly Watchdog _watchdog;
    private PanelBank? _panel;

    /// <summary>A board without power.</summary>
    /// <param name="locks">Compartments, 1 to 64; one expander for each eight.</param>
    /// <param name="framA">Cells of the first FRAM.</param>
    /// <param name="framB">Cells of the second FRAM.</param>
    /// <param name="socket">The network.</param>
    /// <param name="crypto">Native cryptography.</param>
    public VirtualBoard(int locks, IFramMemory framA, IFramMemory framB, IDatagramSocket socket, ICryptoChip crypto)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(locks, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(locks, LocksMax);
        Socket = socket;
        Crypto = crypto;
        _pins = new VirtualPins(this, _meter);
        _mainBus = new VirtualI2cBus(Clock, _meter, 400);
        _displayBus = new VirtualI2cBus(Clock, _meter, 100);
        _mainDeviceBus = new DeviceBus(_mainBus);
        _displayDeviceBus = new DeviceBus(_displayBus);
        _solenoidSupply = new SolenoidSupply(Clock);
        _watchdog = new Watchdog(Clock, WatchdogMs);
        Keypad = new KeypadMatrix(Clock);
        Display = new Hd44780(Clock);
        DisplayExpander = new Pcf8574(Display);
        RealTimeClock = new Ds3231(Clock);
        FramA = new Mb85Rc512T(framA);
        FramB = new Mb85Rc512T(framB);
        _doors = [.. Enumerable.Range(0, locks).Select(_ => new Door(Clock))];
        _solenoids = [.. Enumerable.Range(0, locks).Select(_ => new Solenoid())];
        _banks = [.. Enumerable.Range(0, (locks + ExpanderBank.LocksPerBank - 1) / ExpanderBank.LocksPerBank)
            .Select(index => new ExpanderBank(this, index * ExpanderBank.LocksPerBank))];
        for (int index = 0; index < _banks.Length; index++)
            _mainBus.Attach(ExpanderAddress + index, _banks[index].Chip);

        _mainBus.Attach(SensorAddress, new Ina219(Clock, this));
        _mainBus.Attach(FramAddress, FramA);
        _mainBus.Attach(FramAddress + 1, FramB);
        _mainBus.Attach(ClockAddress, RealTimeClock);
        _displayBus.Attach(DisplayAddress, DisplayExpander);
    }

    /// <summary>The board's time.</summary>
    public BoardClock Clock { get; } = new();

    /// <summary>The small file apart from the FRAM.</summary>
    public VirtualMirror Mirror { get; } = new();

    IMirror IBoard.Mirror => Mirror;
    INetwork IBoard.Network => Network;

    /// <inheritdoc />
    public bool HasPanelExpander => _panel is not null;

    /// <summary>The network that it is in.</summary>
    public VirtualNetwork Network { get; } = new();

    /// <summary>What stands in the configuration file; read at the start.</summary>
    public BoardConfiguration Configuration { get; set; } = new();

    /// <summary>The keypad.</summary>
    public KeypadMatrix Keypad { get; }

    /// <summary>The display's controller.</summary>
    public Hd44780 Display { get; }

    /// <summary>The expander before the display.</summary>
    public Pcf8574 DisplayExpander { get; }

    /// <summary>The clock with the coin cell.</summary>
    public Ds3231 RealTimeClock { get; }

    /// <summary>FRAM A: identity, counters, journal.</summary>
    public Mb85Rc512T FramA { get; }

    /// <summary>FRAM B: tables and settings.</summary>
    public Mb85Rc512T FramB { get; }

    /// <summary>The doors, compartment 1 first.</summary>
    public IReadOnlyList<Door> Doors => _doors;

    /// <summary>The solenoids, compartment 1 first.</summary>
    public IReadOnlyList<Solenoid> Solenoids => _solenoids;

    /// <summary>The monostable before the solenoids.</summary>
    public SolenoidSupply SolenoidSupply => _solenoidSupply;

    /// <summary>I/O operations, and the power cut among them.</summary>
    public IoMeter Io => _meter;

    /// <summary>I²C 1 with its faults.</summary>
    public VirtualI2cBus MainI2c => _mainBus;

    /// <summary>I²C 2 with its faults.</summary>
    public VirtualI2cBus DisplayI2c => _displayBus;

    /// <summary>True while the mains are there.</summary>
    public bool MainsGood { get; set; } = true;

    /// <summary>The mains supply without load, in volts.</summary>
    public double MainsVolts { get; set; } = 12.0;

    /// <summary>The battery without load, in volts; it feeds while the mains are lost.</summary>
    public double BatteryVolts { get; set; } = 11.4;

    /// <summary>The inner resistance of the supply, in ohms: how far it sags under a coil.</summary>
    public double SupplyOhms { get; set; } = 0.15;

    /// <summary>The pad that triggers the solenoid supply.</summary>
    public int TriggerGpio { get; set; } = 4;

    /// <summary>The resistor from the trigger to ground, in ohms; infinite for none.</summary>
    public double TriggerPullDownOhms { get; set; } = 4_700;

    /// <summary>True while the housing is shut.</summary>
    public bool TamperClosed { get; set; } = true;

    /// <summary>True while the board has power.</summary>
    public bool HasPower { get; private set; }

    /// <summary>True while the buzzer sounds.</summary>
    public bool BuzzerSounds { get; private set; }

    /// <summary>How often the buzzer has begun to sound.</summary>
    public int Beeps { get; private set; }

    /// <summary>The colour of the LED.</summary>
    public LedColor Led { get; private set; }

    /// <summary>Rises with every change of buzzer, LED and doors.</summary>
    public int Revision { get; private set; }

    /// <summary>A coil is about to get current; tells the compartment. Raised within that transfer.</summary>
    public event Action<int>? SolenoidStarts;

    /// <summary>The most solenoids that ever had current together.</summary>
    public int SolenoidsTogetherMax { get; private set; }

    /// <summary>True once the watchdog ran out; who holds the board calls <see cref="ResetController"/>.</summary>
    public bool WatchdogRanOut => HasPower && _watchdog.RanOut;

    /// <summary>When the watchdog runs out unless it is fed.</summary>
    public long WatchdogDueMs => HasPower ? _watchdog.DueMs : long.MaxValue;

    /// <inheritdoc />
    public II2cBus MainBus => _mainDeviceBus;

    /// <inheritdoc />
    public II2cBus DisplayBus => _displayDeviceBus;

    /// <inheritdoc />
    public IBoardPins Pins => _pins;

    /// <inheritdoc />
    public IDatagramSocket Socket { get; }

    /// <inheritdoc />
    public ICryptoChip Crypto { get; }

    /// <inheritdoc />
    public double ShuntVolts => SolenoidAmperes * ShuntOhms;

    /// <inheritdoc />
    public double BusVolts => OpenVolts - SolenoidAmperes * SupplyOhms;

    /// <summary>
    /// When an input of the controller next changes without anyone acting (springs, bounce);
    /// <see cref="long.MaxValue"/> if none will.
    /// </summary>
    public long NextInputChangeMs
    {
        get
        {
            long next = Keypad.NextChangeMs;
            for (int index = 0; index < _doors.Length; index++)
            {
                next = Math.Min(next, _doors[index].NextChangeMs);
                if (_solenoids[index].IsEnergized && !_doors[index].IsOpen)
                    next = Math.Min(next, _solenoids[index].ReleasesAtMs);
            }

            return next <= Clock.NowMs ? Clock.NowMs + 1 : next;
        }
    }

    /// <summary>Makes the Ethernet board of it, before it has power for the first time.</summary>
    public void AddPanelExpander()
    {
        _panel = new PanelBank(this);
        _mainBus.Attach(PanelBank.Address, _panel.Chip);
    }

    /// <summary>The power comes: every chip is at its power-on default, the controller starts.</summary>
    public void PowerUp()
    {
        HasPower = true;
        _meter.Clear();
        _mainBus.PowerUp();
        _displayBus.PowerUp();
        Display.PowerUp();
        ResetController(byItself: false);
    }

    /// <summary>The power goes.</summary>
    public void PowerDown()
    {
        HasPower = false;
        _meter.Clear();
        CutOutputs();
    }

    /// <summary>The controller starts anew: its pins float, the chips keep what they hold.</summary>
    /// <param name="byItself">False when its reset line was pulled, which resets the panel's expander, too.</param>
    public void ResetController(bool byItself)
    {
        if (!byItself)
            _panel?.Chip.PowerUp();
        _watchdog.Begin();
        _mainBus.LetGo();
        _displayBus.LetGo();
        _mainDeviceBus = new DeviceBus(_mainBus);
        _displayDeviceBus = new DeviceBus(_displayBus);
        if (_panel is null)
            Keypad.SelectRow(-1);
        CutOutputs();
        // The monostable takes a trigger that rises with the reset line for one.
        if (HasPower && !Esp32Pads.IsLowAtReset(TriggerGpio, TriggerPullDownOhms))
            TriggerSolenoidSupply();
    }

    /// <summary>Moves the board's time on and lets happen what is due by then.</summary>
    public void Advance(long nowMs)
    {
        long targetMicros = nowMs * 1000;
        while (NextEventMicros() is long next && next <= targetMicros)
        {
            Clock.MoveTo(next);
            Settle();
        }

        Clock.MoveTo(targetMicros);
        Settle();
    }

    /// <inheritdoc />
    public void Restart() => throw new RestartException();

    /// <summary>The supply current of all coils, in amperes.</summary>
    public double SolenoidAmperes => Solenoid.Amperes(_solenoids, Clock.NowMicros);

    internal void TriggerSolenoidSupply()
    {
        _solenoidSupply.Trigger();
        UpdateSolenoids();
    }

    internal void FeedWatchdog() => _watchdog.Feed();

    internal void SetBuzzer(bool sounding)
    {
        if (BuzzerSounds != sounding)
            Revision++;
        Beeps += sounding && !BuzzerSounds ? 1 : 0;
        BuzzerSounds = sounding;
    }

    internal void SetLed(LedColor color)
    {
        if (Led != color)
            Revision++;
        Led = color;
    }

    internal void UpdateSolenoids()
    {
        bool supplied = HasPower && _solenoidSupply.IsOn;
        int together = 0;
        for (int index = 0; index < _solenoids.Length; index++)
        {
            ExpanderBank bank = _banks[index / ExpanderBank.LocksPerBank];
            bool wanted = supplied && bank.Drives(index % ExpanderBank.LocksPerBank);
            if (wanted != _solenoids[index].IsEnergized)
                Revision++;
            if (wanted && !_solenoids[index].IsEnergized)
                SolenoidStarts?.Invoke(index + 1);
            if (wanted)
            {
                _solenoids[index].Energize(Clock.NowMicros, OpenVolts, SupplyOhms);
                together++;
            }
            else
            {
                // The supply may have run out within a transfer, a little before this.
                _solenoids[index].Release(Math.Min(Clock.NowMicros, _solenoidSupply.OffAtMicros));
            }
        }

        SolenoidsTogetherMax = Math.Max(SolenoidsTogetherMax, together);
    }

    /// <summary>Someone did something to a door; call after it.</summary>
    public void TouchDoors() => Revision++;

    /// <summary>Puts a new chip in the place of another, at its power-on defaults; an FRAM keeps its cells.</summary>
    public void Replace(I2cChip chip)
    {
        chip.IsPresent = true;
        chip.AnswersGarbage = false;
        chip.HeldPulses = 0;
        chip.PowerUp();
        if (chip == DisplayExpander)
            Display.PowerUp();
    }

    private double OpenVolts => MainsGood ? MainsVolts : BatteryVolts;

    private void CutOutputs()
    {
        _solenoidSupply.Cut();
        UpdateSolenoids();
        // As long as it has power, an expander keeps them as they were.
        if (_panel is not null && HasPower)
            return;
        SetBuzzer(false);
        SetLed(LedColor.Off);
    }

    // The end of the supply and the moment a latch lets go change what a coil or a door does.
    private long? NextEventMicros()
    {
        long next = long.MaxValue;
        for (int index = 0; index < _doors.Length; index++)
        {
            if (!_solenoids[index].IsEnergized)
                continue;
            next = Math.Min(next, _solenoidSupply.OffAtMicros);
            long releases = _solenoids[index].ReleasesAtMicros;
            if (releases > Clock.NowMicros)
                next = Math.Min(next, releases);
        }

        return next == long.MaxValue ? null : next;
    }

    private void Settle()
    {
        for (int index = 0; index < _doors.Length; index++)
        {
            if (_solenoids[index].ReleasesAtMicros <= Clock.NowMicros)
                _doors[index].Unlatch();
            bool wasOpen = _doors[index].IsOpen;
            _doors[index].Advance();
            if (wasOpen != _doors[index].IsOpen)
                Revision++;
        }

        if (!_solenoidSupply.IsOn)
            UpdateSolenoids();
    }
}
