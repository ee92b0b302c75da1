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
    private readonly uint _version;
    private readonly MendedCells _mended = new MendedCells();
    private readonly IdentityStore _identity;
    private DepotParts _parts;
    private DepotStart? _start;
    private Depot? _depot;
    private long _restUntilMs;
    private long _retryMs;
    private bool _hasFailed;

    /// <summary>
    /// Builds the controller, switches all outputs off and looks who it is. The rest starts with the first ticks.
    /// </summary>
    /// <param name="board">The board it runs on.</param>
    /// <param name="appVersion">"major.minor.patch".</param>
    public LockerController(IBoard board, string appVersion)
    {
        _board = board;
        // One that cannot be read is reported as 0.
        _version = AppVersion.TryParse(appVersion, out uint parsed) ? parsed : 0;
        GuardedBus bus = new GuardedBus(board.MainBus);
        // Before anything else, and whoever the controller is: every expander there can be.
        new LockBank(bus, DepotIdentity.CompartmentsMax).SwitchAllOff();
        _identity = new IdentityStore(new Fram(bus, Fram.FirstAddress, _mended));
        _identity.Load();
        _parts = new DepotParts(
            board, _identity.Identity == null ? DepotIdentity.CompartmentsMax : _identity.Identity.Compartments,
            _mended);
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
        _parts.MainBus.Tick(nowMs);
        _parts.DisplayBus.Tick(nowMs);
        _parts.Reactions.NowMs = nowMs;
        int waitMs = TickMaxMs;
        if (_depot != null)
        {
            _parts.Clock.Tick(nowMs);
            _parts.Journal.Time = _parts.Clock.UnixSeconds;
            // Nothing is due and no input has changed: then a tick would change nothing.
            if (nowMs < _restUntilMs && _depot.IsAtRest(nowMs))
            {
                _board.Pins.FeedWatchdog();
                return (int)(_restUntilMs - nowMs);
            }
            waitMs = _depot.Tick(nowMs);
        }
        // Nobody is to read that the depot is not enrolled before that is sure.
        if (_depot != null || _hasFailed)
        {
            _parts.Panel.State.HasIdentity = _depot != null;
            _parts.Panel.State.Configuration = _board.Configuration;
            int panelMs = _parts.Panel.Tick(nowMs, _parts.MainBus.TickBytes <= TickBudget.DisplayUpTo);
            waitMs = Waits.Least(waitMs, panelMs);
        }
        if (!_parts.IsLoaded)
        {
            waitMs = Waits.Least(waitMs, GoOnStarting(nowMs));
        }
        // Last: only a tick that got through feeds. A broken chip is no reason not to; the watchdog could not mend it.
        _board.Pins.FeedWatchdog();
        waitMs = waitMs < 1 ? 1 : waitMs > TickMaxMs ? TickMaxMs : waitMs;
        _restUntilMs = nowMs + waitMs;
        return waitMs;
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
        if (start.Parts != _parts)
        {
            start.Parts.MainBus.Tick(nowMs);
        }
        while (!start.IsDone && SpentBytes(start) + start.NextBytes <= TickBudget.StartBytes)
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
        _parts.IsLoaded = start.IsDone;
        _start = start.IsDone ? null : start;
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
        DepotParts parts = isFresh ? _parts : new DepotParts(_board, compartments, _mended);
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
            _parts.IsStuck = _depot != null;
            _start = _depot != null ? _start : null;
        }
    }

    private int SpentBytes(DepotStart start) => _parts.MainBus.TickBytes
        + _parts.DisplayBus.TickBytes * TickBudget.DisplayByteBytes
        + (start.Parts == _parts ? 0 : start.Parts.MainBus.TickBytes);
}
