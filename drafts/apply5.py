import shutil
R='/work/wt/net/'
def sub(p,*pairs):
    s=open(R+p).read()
    for a,b in pairs:
        assert a in s,(p,a)
        s=s.replace(a,b,1)
    open(R+p,'w').write(s)
shutil.copy('PanelExpander.cs',R+'firmware/Chips/PanelExpander.cs')
shutil.copy('PanelBank.cs',R+'hardware-sim/Board/PanelBank.cs')
shutil.copy('PanelExpanderTests.cs',R+'tests/Fachwerk.Tests/Firmware/Chips/PanelExpanderTests.cs')
sub('hardware-sim/Chips/Pca9555.cs',('''    /// <inheritdoc />
    public override void PowerUp()''','''    /// <summary>The pins of a port that are driven low.</summary>
    public byte DrivenLow(int port) => (byte)(~_registers[2 + port] & ~_registers[6 + port]);

    /// <inheritdoc />
    public override void PowerUp()'''))
sub('firmware/Board/IBoard.cs',('''    /// <summary>The UDP socket.</summary>''','''    /// <summary>
    /// True on the Ethernet board: keypad, buzzer, LED and the two inputs are behind an expander of I²C 1, and of
    /// <see cref="Pins"/> only trigger and watchdog are there.
    /// </summary>
    bool HasPanelExpander { get; }

    /// <summary>The UDP socket.</summary>'''))
sub('firmware/DepotParts.cs',('''        Pins = board.Pins;
''','''        _panelExpander = board.HasPanelExpander ? new PanelExpander(buses.Main, board.Pins) : null;
        Pins = board.HasPanelExpander ? _panelExpander! : board.Pins;
'''),('''new FrontPanel(board.Pins, Display)''','''new FrontPanel(Pins, Display)'''),('''new SolenoidDriver(Bank, board.Pins, Sensor)''','''new SolenoidDriver(Bank, Pins, Sensor)'''),
('''    /// <summary>The parts on a board.</summary>
''','''    private readonly PanelExpander? _panelExpander;

    /// <summary>The parts on a board.</summary>
'''),('''    /// <summary>True while a key is held down for minutes.</summary>
    public bool IsKeyStuck { get; set; }
''','''    /// <summary>True while a key is held down for minutes.</summary>
    public bool IsKeyStuck { get; set; }

    /// <summary>True while a key is stuck, or the expander of the keypad does not answer.</summary>
    public bool IsKeypadFaulty => IsKeyStuck || (_panelExpander != null && _panelExpander.IsFaulty);
'''))
sub('firmware/Depot.cs',("new PartWatch(board.Pins, parts)","new PartWatch(parts.Pins, parts)"))
sub('firmware/PartWatch.cs',("(_parts.IsKeyStuck ?","(_parts.IsKeypadFaulty ?"))
sub('tests/Fachwerk.Tests/Guard/Budget/CountedBoard.cs',('''    public IBoardPins Pins => this;
''','''    public IBoardPins Pins => this;

    public bool HasPanelExpander => board.HasPanelExpander;
'''))
sub('hardware-sim/Board/VirtualBoard.cs',('''    /// <summary>The network that it is in.</summary>''','''    /// <summary>True on the Ethernet board; to be said before the power comes.</summary>
    public bool HasPanelExpander
    {
        get => _mainBus.ChipAt(PanelBank.Address) is not null;
        set
        {
            if (value)
                _mainBus.Attach(PanelBank.Address, new PanelBank(this).Chip);
        }
    }

    /// <summary>The network that it is in.</summary>'''))
s=open(R+'hardware-sim/Board/VirtualPins.cs').read()
s=s.replace('''    public void SelectKeypadRow(int row)
    {
        _meter.Count();
        _board''','''    public void SelectKeypadRow(int row)
    {
        CountPanel();
        _board''').replace('''    public int ReadKeypadColumns()
    {
        _meter.Count();''','''    public int ReadKeypadColumns()
    {
        CountPanel();''').replace('''    public void SetBuzzer(bool sounding)
    {
        _meter.Count();''','''    public void SetBuzzer(bool sounding)
    {
        CountPanel();''').replace('''    public void SetLed(LedColor color)
    {
        _meter.Count();''','''    public void SetLed(LedColor color)
    {
        CountPanel();''').replace('''            _meter.Count();
            return _board.MainsGood;''','''            CountPanel();
            return _board.MainsGood;''').replace('''            _meter.Count();
            return _board.TamperClosed;''','''            CountPanel();
            return _board.TamperClosed;''')
s=s.rstrip()[:-1]+'''
    // On the Ethernet board these pins lead elsewhere.
    private void CountPanel()
    {
        if (_board.HasPanelExpander)
            throw new InvalidOperationException("This board has no such pin.");
        _meter.Count();
    }
}
'''
open(R+'hardware-sim/Board/VirtualPins.cs','w').write(s)
# edge
sub('firmware/Esp32/BoardPins.cs',('''    public BoardPins()
    {
        GpioController controller = new GpioController();
        _supply = PinLevels.Open(controller, 4, PinMode.Output);
        _watchdog = PinLevels.Open(controller, 25, PinMode.Output);
''','''    /// <param name="hasPanelExpander">True on the Ethernet board, which has but two of them.</param>
    public BoardPins(bool hasPanelExpander)
    {
        GpioController controller = new GpioController();
        _supply = PinLevels.Open(controller, 4, PinMode.Output);
        if (hasPanelExpander)
        {
            _watchdog = PinLevels.Open(controller, 5, PinMode.Output);
            return;
        }
        _watchdog = PinLevels.Open(controller, 25, PinMode.Output);
'''))
