using Fachwerk.Firmware;
using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Storage;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Chips;
using Fachwerk.Simulator.Crypto;
using Fachwerk.Simulator.Parts;

namespace Fachwerk.Simulator.Depots;

/// <summary>
/// A virtual board that runs the firmware, with what people do to it. Time is what <see cref="RunUntil"/> is told; all
/// that falls between two calls happens in its order at its own millisecond. Not thread-safe.
/// </summary>
public sealed class SimulatedDepot : IDisposable
{
    /// <summary>How long a controller needs from reset to its first tick.</summary>
    public const int BootMs = 250;

    /// <summary>Keys that can wait to be typed.</summary>
    public const int TypedKeysMax = 1000;

    private readonly DepotIdentity _identity;
    private readonly SoftwareCryptoChip _crypto = new();
    private readonly Typing _typing;
    private LockerController? _controller;
    private Uptime _uptime = new();
    private long _counterAtBootMs;
    private long _lastCounterMs;
    private bool _oversleeps;
    private long _bootAtMs = long.MaxValue;
    private long _bootedAtMs;
    private long _tickDueMs = long.MaxValue;
    private long _nowMs;
    private int _revision;

    /// <summary>A depot without power.</summary>
    /// <param name="identity">Provisioned at the first power-up.</param>
    /// <param name="memory">What the board keeps without power.</param>
    /// <param name="network">The world's side of the network cable.</param>
    public SimulatedDepot(DepotIdentity identity, BoardMemory memory, IDatagramSocket network)
    {
        _identity = identity;
        Network = new NetworkSwitch(network);
        Board = new VirtualBoard(identity.Compartments, memory.FramA, memory.FramB, Network, _crypto);
        _typing = new Typing(Board.Keypad);
        Bench.Attach(Fram.FirstAddress, Board.FramA);
        Bench.Attach(Fram.FirstAddress + 1, Board.FramB);
    }

    /// <summary>Controller number.</summary>
    public uint Controller => _identity.Controller;

    /// <summary>How many HMACs the native cryptography has computed.</summary>
    public int Hmacs => _crypto.Hmacs;

    /// <summary>The board.</summary>
    public VirtualBoard Board { get; }

    /// <summary>
    /// The technician's adapter on the two FRAM chips: works without the board's power and costs the board no time.
    /// </summary>
    public VirtualI2cBus Bench { get; } = new(new BoardClock(), new IoMeter(), kilohertz: 400);

    /// <summary>The network cable.</summary>
    public NetworkSwitch Network { get; }

    /// <summary>The firmware while it runs; another object after every reset.</summary>
    public LockerController? Firmware => _controller;

    /// <summary>Resets by the watchdog.</summary>
    public int WatchdogResets { get; private set; }

    /// <summary>Resets since the depot was made, of whatever cause.</summary>
    public int Boots { get; private set; }

    /// <summary>What ended the firmware's program by an exception, newest; null if nothing did.</summary>
    public Exception? Crash { get; private set; }

    /// <summary>
    /// Where the runtime's counter of milliseconds stands at the next reset; 0 on the device. It begins anew after
    /// <see cref="Uptime.PeriodMs"/>, and a sleep that lasts till then does not end.
    /// </summary>
    public long CounterStartMs { get; set; }

    /// <summary>How often the runtime's counter has begun anew under a running program.</summary>
    public int CounterWraps { get; private set; }

    /// <summary>Fault: the firmware hangs and does not tick.</summary>
    public bool Hangs { get; set; }

    /// <summary>Rises when something that can be seen from outside may have changed.</summary>
    public int Revision =>
        _revision + Board.Revision + Board.Display.Revision + Network.Sent + Network.Received;

    /// <summary>The firmware is about to tick.</summary>
    public event Action? Ticking;

    /// <summary>The firmware has ticked, to the end or to the exception that ended it.</summary>
    public event Action? Ticked;

    /// <summary>
    /// Writes the identity into FRAM A unless it is there already; all else in both FRAMs is cleared then.
    /// </summary>
    public void Provision()
    {
        IdentityStore store = new(new Fram(Bench, Fram.FirstAddress));
        bool isProvisioned = store.Load() == LoadResult.Loaded && store.Identity!.Controller == _identity.Controller;
        if (!isProvisioned && !IdentityStore.Provision(Bench, _identity))
            throw new InvalidOperationException($"Controller {Controller} could not be given its identity.");
    }

    /// <summary>Switches the power.</summary>
    public void SetPower(bool on)
    {
        if (on == Board.HasPower)
            return;
        _revision++;
        if (!on)
        {
            PowerDown();
            return;
        }

        Board.PowerUp();
        if (Board.FramA.IsSound && Board.FramB.IsSound)
            Provision();
        Reset(byItself: false);
    }

    /// <summary>Plugs or pulls the network cable.</summary>
    public void SetNetwork(bool up)
    {
        Network.IsUp = up;
        _revision++;
        WakeController();
    }

    /// <summary>Types keys at the pace of a person, behind those that still wait.</summary>
    /// <param name="typedInMs">Milliseconds until the last key is released.</param>
    /// <returns>False when more than <see cref="TypedKeysMax"/> would wait; then none of them is typed.</returns>
    public bool TryType(string keys, int pressMs, int gapMs, out int typedInMs)
    {
        typedInMs = 0;
        if (_typing.Waiting + keys.Length > TypedKeysMax)
            return false;
        typedInMs = (int)(_typing.Append(keys, pressMs, gapMs, _nowMs) - _nowMs);
        return true;
    }

    /// <summary>A finger goes down on a key and stays, or leaves it; after what still waits to be typed.</summary>
    /// <returns>False when more than <see cref="TypedKeysMax"/> would wait.</returns>
    public bool TryMoveFinger(char key, bool down)
    {
        if (_typing.Waiting >= TypedKeysMax)
            return false;
        _typing.Append(key, down, _nowMs);
        return true;
    }

    /// <summary>Does something to a door.</summary>
    /// <param name="compartment">1 for the first.</param>
    /// <param name="action">What is done.</param>
    public void Touch(int compartment, DoorAction action)
    {
        Door door = Board.Doors[compartment - 1];
        switch (action)
        {
            case DoorAction.Push:
                door.Push();
                break;
            case DoorAction.Pull:
                door.Pull();
                break;
            case DoorAction.Jam:
                door.Jam();
                break;
            case DoorAction.Free:
                door.Free();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(action));
        }

        _revision++;
        WakeController();
    }

    /// <summary>Something on the board is broken or mended now; call after it.</summary>
    public void NoteFault()
    {
        _revision++;
        WakeController();
    }

    /// <summary>A datagram or an input wants the controller's attention now.</summary>
    public void WakeController()
    {
        if (_controller is not null)
            _tickDueMs = Math.Min(_tickDueMs, _nowMs);
    }

    /// <summary>Lets everything happen that is due by <paramref name="untilMs"/>.</summary>
    /// <returns>When it has to be called again unless something is done to the depot.</returns>
    public long RunUntil(long untilMs)
    {
        long due = NextDueMs;
        while (due <= untilMs)
        {
            Step(due);
            due = NextDueMs;
        }

        if (untilMs > _nowMs)
        {
            _nowMs = untilMs;
            Board.Advance(_nowMs);
        }

        return due;
    }

    /// <inheritdoc />
    public void Dispose() => _crypto.Dispose();

    private long NextDueMs
    {
        get
        {
            long due = Math.Min(_typing.NextMs, Math.Min(_bootAtMs, Board.WatchdogDueMs));
            if (_controller is not null && !Hangs && !_oversleeps)
                due = Math.Min(due, _tickDueMs);
            return Math.Max(_nowMs, Math.Min(due, Board.NextInputChangeMs));
        }
    }

    private void Step(long dueMs)
    {
        // A tick ends later than it began by what its transfers took; the next cannot begin before.
        Board.Advance(dueMs);
        _nowMs = Board.Clock.NowMs;
        _typing.Advance(_nowMs);
        if (Board.WatchdogRanOut)
        {
            WatchdogResets++;
            Reset(byItself: false);
        }
        else if (_bootAtMs <= _nowMs)
        {
            Boot();
        }

        if (_controller is not null && !Hangs && !_oversleeps)
            Tick();
    }

    // Every step ticks: it was due, or an input has just changed.
    private void Tick()
    {
        Ticking?.Invoke();
        try
        {
            long counterMs = CounterMs;
            CounterWraps += counterMs < _lastCounterMs ? 1 : 0;
            _lastCounterMs = counterMs;
            Sleep(_controller!.Tick(_uptime.Read(counterMs)));
        }
        catch (PowerCutException)
        {
            PowerDown();
        }
        catch (RestartException)
        {
            Reset(byItself: true);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // As the edge does it on the device: an exception that nobody caught ends the program and restarts it.
            Crash = exception;
            Reset(byItself: true);
        }
        finally
        {
            Ticked?.Invoke();
        }
    }

    // The 32 bits of the counter.
    private long CounterMs => (_counterAtBootMs + Board.Clock.NowMs - _bootedAtMs) % Uptime.PeriodMs;

    // The runtime compares what it sleeps for with the counter.
    private void Sleep(int waitMs)
    {
        int sleepMs = Uptime.SleepMs(CounterMs, waitMs);
        _oversleeps = CounterMs + sleepMs >= Uptime.PeriodMs;
        _tickDueMs = _nowMs + Math.Max(1, sleepMs);
    }

    private void Boot()
    {
        _bootAtMs = long.MaxValue;
        _bootedAtMs = _nowMs;
        _tickDueMs = _nowMs;
        _counterAtBootMs = CounterStartMs;
        _lastCounterMs = CounterStartMs;
        CounterStartMs = 0;
        _uptime = new Uptime();
        Boots++;
        try
        {
            _controller = new LockerController(Board, ApplicationVersion.Text);
        }
        catch (PowerCutException)
        {
            PowerDown();
        }
    }

    private void Reset(bool byItself)
    {
        _controller = null;
        _oversleeps = false;
        _tickDueMs = long.MaxValue;
        _bootAtMs = _nowMs + BootMs;
        _revision++;
        Board.ResetController(byItself);
    }

    private void PowerDown()
    {
        _controller = null;
        _tickDueMs = long.MaxValue;
        _bootAtMs = long.MaxValue;
        _revision++;
        Board.PowerDown();
    }
}
