using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Compartments;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware;

/// <summary>What a depot does. Clockless: it is told the time in each tick and never waits.</summary>
public sealed class LockerController
{
    private const int RetryMs = 1000;
    private const int TickMaxMs = 1000;

    private readonly IBoard _board;
    private readonly BoardBuses _buses;
    private readonly uint _version;
    private readonly MendedCells _mended = new MendedCells();
    private readonly IdentityStore _identity;
    private DepotParts _parts;
    private DepotStart? _start;
    private Depot? _depot;
    private long _restUntilMs;
    private long _retryMs;
    private bool _hasFailed;
    private bool _hasLinked;

    /// <summary>
    /// Builds the controller, switches all outputs off and looks who it is. The rest starts with the first ticks.
    /// </summary>
    /// <param name="board">The board it runs on.</param>
    /// <param name="appVersion">"major.minor.patch".</param>
    public LockerController(IBoard board, string appVersion)
    {
        _board = board;
        _buses = new BoardBuses(board);
        // One that cannot be read is reported as 0.
        _version = AppVersion.TryParse(appVersion, out uint parsed) ? parsed : 0;
        // Before anything else, and whoever the controller is: every expander there can be.
        new LockBank(_buses.Main, DepotIdentity.CompartmentsMax).SwitchAllOff();
        _buses.SetUpPins();
        // A bus that does not move may have taken half of the watchdog's time.
        board.Pins.FeedWatchdog();
        _identity = new IdentityStore(new Fram(_buses.Main, Fram.FirstAddress, _mended));
        _identity.Load();
        int compartments = _identity.Identity == null
            ? DepotIdentity.CompartmentsMax : _identity.Identity.Compartments;
        _parts = new DepotParts(board, _buses, compartments, _mended);
    }

    /// <summary>The parts at work, for those who look on.</summary>
    public DepotParts Parts => _parts;

    /// <summary>True once it knows who it is, and keypad and doors are at work.</summary>
    public bool IsWorking => _depot != null;

    /// <summary>Reads, decides, acts, reports.</summary>
    /// <param name="nowMs">Monotonic milliseconds, never less than in the tick before.</param>
    /// <returns>Milliseconds until it must run again if no input changes; at least 1.</returns>
    public int Tick(long nowMs)
    {
        _buses.Tick(nowMs);
        _parts.Budget.Begin();
        int waitMs = TickMaxMs;
        if (_depot != null)
        {
            _parts.Clock.Tick(nowMs);
            _parts.Journal.Time = _parts.Clock.UnixSeconds;
            if (!_hasLinked && _depot.IsAtRest())
            {
                waitMs = TickAtRest(_depot, nowMs);
                _board.Pins.FeedWatchdog();
                return Waits.Least(waitMs, _buses.WaitMs(nowMs));
            }
            waitMs = _depot.Tick(nowMs, !_hasLinked);
            _hasLinked = false;
        }
        // Nobody is to read that the depot is not enrolled before that is sure.
        if (_depot != null || _hasFailed)
        {
            _parts.Panel.State.HasIdentity = _depot != null;
            _parts.Panel.State.Configuration = _board.Configuration;
            bool hasTime = !_parts.Budget.HasDoneDear && _parts.Budget.Allows(TickBudget.DisplayUpTo);
            int panelMs = _parts.Panel.Tick(nowMs, hasTime);
            waitMs = Waits.Least(waitMs, panelMs);
        }
        if (!_parts.Storage.IsLoaded)
        {
            waitMs = Waits.Least(waitMs, GoOnStarting(nowMs));
        }
        // Last: only a tick that got through feeds. A broken chip is no reason not to; the watchdog could not mend it.
        _board.Pins.FeedWatchdog();
        waitMs = waitMs < 1 ? 1 : waitMs > TickMaxMs ? TickMaxMs : waitMs;
        _restUntilMs = nowMs + waitMs;
        return Waits.Least(waitMs, _buses.WaitMs(nowMs));
    }

    // No input has changed: until something is due, a tick would change nothing but take a datagram. When something is,
    // the link comes first, in a tick of its own, for a telegram is the dearest of all.
    private int TickAtRest(Depot depot, long nowMs)
    {
        _hasLinked = nowMs >= _restUntilMs;
        if (_hasLinked)
        {
            depot.TickLink(nowMs);
        }
        else if (depot.TryReceive(nowMs))
        {
            _restUntilMs = nowMs;
        }
        return nowMs >= _restUntilMs ? 1 : (int)(_restUntilMs - nowMs);
    }

    // With the time that doors, keypad and display left.
    private int GoOnStarting(long nowMs)
    {
        if (nowMs < _retryMs)
        {
            return (int)(_retryMs - nowMs);
        }
        if (_start == null && !TryBegin())
        {
            Fail(nowMs);
            return RetryMs;
        }
        DepotStart start = _start!;
        while (!start.IsDone && SpentBytes + start.NextBytes <= TickBudget.StartBytes)
        {
            if (!start.TryGoOn(nowMs))
            {
                Fail(nowMs);
                return RetryMs;
            }
        }
        if (_depot == null && start.Depot != null)
        {
            _depot = start.Depot;
            // What was built for a start that failed would hold half of the heap for ever.
            _parts = start.Parts;
        }
        if (start.IsDone)
        {
            _parts.Storage.NoteLoaded();
            _start = null;
        }
        return 1;
    }

    // The parts that the display shows with stay until others can take their place.
    private bool TryBegin()
    {
        LoadResult found = _identity.Identity != null ? LoadResult.Loaded : _identity.Load();
        _parts.Panel.State.HasStorageFault = found == LoadResult.NoAnswer;
        if (found != LoadResult.Loaded || _identity.Identity == null)
        {
            return false;
        }
        int compartments = _identity.Identity.Compartments;
        bool isFresh = !_hasFailed && _parts.Bank.Compartments == compartments;
        DepotParts parts = isFresh ? _parts : new DepotParts(_board, _buses, compartments, _mended);
        _start = new DepotStart(_board, parts, _identity.Identity, _version);
        return true;
    }

    private void Fail(long nowMs)
    {
        _retryMs = nowMs + RetryMs;
        _hasFailed = true;
        if (_start != null)
        {
            _parts.Panel.State.HasStorageFault = true;
            if (_depot == null)
            {
                _start = null;
            }
            else
            {
                _parts.Storage.NoteHeldUp();
            }
        }
    }

    private int SpentBytes => _buses.Main.TickBytes + _buses.Display.TickBytes * TickBudget.DisplayByteBytes;
}
