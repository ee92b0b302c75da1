using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Compartments;
using Fachwerk.Firmware.Display;
using Fachwerk.Firmware.Keypad;
using Fachwerk.Firmware.Link;
using Fachwerk.Firmware.Storage;

namespace Fachwerk.Firmware;

/// <summary>Everything a depot is made of apart from its link, put together once at start.</summary>
public sealed class DepotParts
{
    /// <summary>The parts on a board.</summary>
    /// <param name="buses">Of the board, whatever was built on them before.</param>
    /// <param name="compartments">Fitted compartments, 1 to 64.</param>
    /// <param name="mended">Where mended cells of the FRAM wait to be told of.</param>
    public DepotParts(IBoard board, BoardBuses buses, int compartments, MendedCells mended)
    {
        Budget = new TickBudget(buses.Main);
        Buses = buses;
        Pins = buses.Pins;
        Network = board.Network;
        MainBus = buses.Main;
        DisplayBus = buses.Display;
        Bank = new LockBank(MainBus, compartments);
        Mended = mended;
        FramA = new Fram(MainBus, Fram.FirstAddress, mended);
        FramB = new Fram(MainBus, Fram.FirstAddress + 1, mended);
        ClockChip = new Ds3231(MainBus);
        Sensor = new Ina219(MainBus);
        Display = new Hd44780(DisplayBus);
        Session = new SessionStore(FramA);
        Boot = new BootRecord(FramA);
        Mirror = new BootMirror(board.Mirror);
        Journal = new Journal(FramA);
        Lockout = new Lockout(FramA);
        Budgets = new Budgets(FramA);
        OfflineMemory = new OfflineMemory(FramA);
        Orders = new OrderMemory(FramA);
        Quarantine = new Quarantine(FramA, Journal);
        Told = new ToldStates(FramA, Journal);
        Deposits = new DepositStore(FramA, Journal);
        Uses = new UsesStore(FramA);
        Table = new SyncedTable(FramB);
        Addresses = new AddressStore(FramB);
        Storage = new StorageHealth(Journal, Table);
        Clock = new DepotClock(ClockChip, Boot);
        Contact = new LastContact(Clock);
        Panel = new FrontPanel(Pins, Display);
        Reactions = new Reactions(Panel, Reopenings, Quarantine, Journal, Orders);
        Supply = new SupplyWatch(Sensor, Journal, Told);
        Doors = new DoorWatch(Bank, Journal, Told, Reactions);
        Opener = new DoorOpener(
            new SolenoidDriver(Bank, Pins, Sensor), Doors, Bank, Supply, Journal, Reopenings, Reactions);
    }

    /// <summary>What a tick may still do.</summary>
    public TickBudget Budget { get; }

    /// <summary>The buses, and the pins that are behind one of them.</summary>
    public BoardBuses Buses { get; }

    /// <summary>Pins of the board.</summary>
    public IBoardPins Pins { get; }

    /// <summary>The network that the board is in.</summary>
    public INetwork Network { get; }

    /// <summary>I²C 1.</summary>
    public GuardedBus MainBus { get; }

    /// <summary>I²C 2.</summary>
    public GuardedBus DisplayBus { get; }

    /// <summary>Expanders.</summary>
    public LockBank Bank { get; }

    /// <summary>FRAM A.</summary>
    public Fram FramA { get; }

    /// <summary>FRAM B.</summary>
    public Fram FramB { get; }

    /// <summary>Mended cells of both.</summary>
    public MendedCells Mended { get; }

    /// <summary>Clock chip.</summary>
    public Ds3231 ClockChip { get; }

    /// <summary>Supply sensor.</summary>
    public Ina219 Sensor { get; }

    /// <summary>Display.</summary>
    public Hd44780 Display { get; }

    /// <summary>Secret, sequence numbers, replay floor.</summary>
    public SessionStore Session { get; }

    /// <summary>Boot count and reason.</summary>
    public BootRecord Boot { get; }

    /// <summary>How far this controller has come, apart from the FRAM.</summary>
    public BootMirror Mirror { get; }

    /// <summary>The journal.</summary>
    public Journal Journal { get; }

    /// <summary>The keypad's lockout.</summary>
    public Lockout Lockout { get; }

    /// <summary>Wrong entries that each length of code may still take.</summary>
    public Budgets Budgets { get; }

    /// <summary>What offline codes opened.</summary>
    public OfflineMemory OfflineMemory { get; }

    /// <summary>Orders and their outcomes.</summary>
    public OrderMemory Orders { get; }

    /// <summary>Compartments that are not offered for deposits.</summary>
    public Quarantine Quarantine { get; }

    /// <summary>What was told last of states that change without power too.</summary>
    public ToldStates Told { get; }

    /// <summary>Deposits that the backend does not know of yet.</summary>
    public DepositStore Deposits { get; }

    /// <summary>Uses of codes.</summary>
    public UsesStore Uses { get; }

    /// <summary>Codes, compartments, settings.</summary>
    public SyncedTable Table { get; }

    /// <summary>Where gateways with a name last answered.</summary>
    public AddressStore Addresses { get; }

    /// <summary>Whether all that is kept was read, and can be.</summary>
    public StorageHealth Storage { get; }

    /// <summary>What the depot was told about itself.</summary>
    public Settings Settings { get; } = new Settings();

    /// <summary>What time it is.</summary>
    public DepotClock Clock { get; }

    /// <summary>When a gateway answered last.</summary>
    public LastContact Contact { get; }

    /// <summary>Display, LED, buzzer.</summary>
    public FrontPanel Panel { get; }

    /// <summary>Who may open what once more.</summary>
    public Reopenings Reopenings { get; } = new Reopenings();

    /// <summary>What follows from doors and pulses.</summary>
    public Reactions Reactions { get; }

    /// <summary>The supply of the solenoids.</summary>
    public SupplyWatch Supply { get; }

    /// <summary>The doors.</summary>
    public DoorWatch Doors { get; }

    /// <summary>The openings.</summary>
    public DoorOpener Opener { get; }
}
