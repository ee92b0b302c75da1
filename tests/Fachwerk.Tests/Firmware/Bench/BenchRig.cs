using System.Device.Gpio;
using System.Device.I2c;
using Fachwerk.Bench;
using Fachwerk.Protocol.Codes;
using Fachwerk.Simulator.Board;
using Fachwerk.Tests.Firmware.OutsideDrivers;

namespace Fachwerk.Tests.Firmware.Bench;

/// <summary>
/// The bench with the parts of a virtual board on its buses and lines, whose own controller is out; the gateway is at
/// the other end of the socket.
/// </summary>
internal sealed class BenchRig : IDisposable
{
    public const string Digits = "47110815";
    public const int Compartment = 7;

    private const int StepMs = 10;
    private const int MainBus = 1;

    private readonly DepotRig _depot = new();
    private readonly List<BoardI2cBus> _buses = [];

    public BenchRig(BenchSettings? settings = null)
    {
        CodeRecord code = DepotRig.Code(9, Compartment);
        code.Flags = CodeFlags.UntilRevoked;
        _depot.LoadCode(Digits, code);
        Virtual.PowerUp();
        Lines = new BoardLines(Virtual);
        Board = new BenchBoard(
            settings ?? new BenchSettings(), OpenBus, _ => new GpioController(Lines), Gateway, Virtual.Network,
            Virtual.Mirror, new BoardTime(Virtual.Clock));
        Controller = new BenchController(Board, Said.Add);
    }

    public VirtualBoard Virtual => _depot.Depot.Board;

    public TestGateway Gateway => _depot.Gateway;

    public BoardLines Lines { get; }

    public BenchBoard Board { get; }

    public BenchController Controller { get; }

    public uint NowUnix => _depot.NowUnix;

    /// <summary>The lines of the console.</summary>
    public List<string> Said { get; } = [];

    /// <summary>Fault: the adapter is unplugged.</summary>
    public bool IsUnplugged { get; private set; }

    /// <summary>Times that a bus was opened.</summary>
    public int Opened { get; private set; }

    public void Unplug()
    {
        IsUnplugged = true;
        _buses.ForEach(bus => bus.IsGone = true);
    }

    public void PlugIn() => IsUnplugged = false;

    /// <summary>Lets time pass; the controller looks every 10 ms, as the loop of the program does.</summary>
    public void Run(int milliseconds)
    {
        for (long end = Virtual.Clock.NowMs + milliseconds; Virtual.Clock.NowMs < end;)
        {
            Virtual.Advance(Virtual.Clock.NowMs + StepMs);
            Gateway.NowMs = Virtual.Clock.NowMs;
            Controller.Tick(Virtual.Clock.NowMs);
        }
    }

    public void Type(string keys)
    {
        foreach (char key in keys)
        {
            Virtual.Keypad.Press(key);
            Run(80);
            Virtual.Keypad.Release(key);
            Run(80);
        }
    }

    public bool IsOpen(int compartment) => Virtual.Doors[compartment - 1].IsOpen;

    public string Line(int line) => new string(
        [.. Enumerable.Range(0, 20).Select(column => (char)Virtual.Display.CodeAt(line, column))]).TrimEnd();

    public List<SeenEvent> Journal() => _depot.Journal();

    public void Dispose()
    {
        Board.Dispose();
        _depot.Dispose();
    }

    private BoardI2cBus OpenBus(int number)
    {
        if (IsUnplugged)
            throw new BenchException($"There is no /dev/i2c-{number}.");
        Opened++;
        BoardI2cBus bus = new(number == MainBus ? Virtual.MainI2c : Virtual.DisplayI2c, Virtual.Clock);
        _buses.Add(bus);
        return bus;
    }
}
