using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Compartments;
using Fachwerk.Firmware.Configuration;
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
    private DepotParts _bare;
    private readonly uint _version;
    private readonly MendedCells _mended = new MendedCells();
    private Depot? _depot;
    private DepotParts _parts;
    private long _retryMs;
    private bool _hasCaughtUp;

    /// <summary>Builds the controller and switches all outputs off. The rest starts with the first tick.</summary>
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
        // A bus that does not move may have taken half of the watchdog's time.
        board.Pins.FeedWatchdog();
        _bare = new DepotParts(board, _buses, DepotIdentity.CompartmentsMax, _mended);
        _parts = _bare;
    }

    /// <summary>The parts at work, for those who look on.</summary>
    public DepotParts Parts => _parts;

    /// <summary>True once it knows who it is and works.</summary>
    public bool IsWorking => _depot != null;

    /// <summary>Reads, decides, acts, reports.</summary>
    /// <param name="nowMs">Monotonic milliseconds, never less than in the tick before.</param>
    /// <returns>Milliseconds until it must run again if no input changes; at least 1.</returns>
    public int Tick(long nowMs)
    {
        _buses.Tick(nowMs);
        _parts.Reactions.NowMs = nowMs;
        if (_depot == null && nowMs >= _retryMs)
        {
            _retryMs = nowMs + RetryMs;
            Start(nowMs);
        }
        int waitMs = TickMaxMs;
        if (_depot != null)
        {
            _parts.Clock.Tick(nowMs);
            _parts.Journal.Time = _parts.Clock.UnixSeconds;
            waitMs = _depot.Tick(nowMs);
        }
        _parts.Panel.State.HasIdentity = _depot != null;
        _parts.Panel.State.Configuration = _board.Configuration;
        int panelMs = _parts.Panel.Tick(nowMs, _parts.MainBus.TickBytes <= TickBudget.DisplayUpTo);
        waitMs = panelMs < waitMs ? panelMs : waitMs;
        // Last: only a tick that got through feeds. A broken chip is no reason not to; the watchdog could not mend it.
        _board.Pins.FeedWatchdog();
        return waitMs < 1 ? 1 : waitMs > TickMaxMs ? TickMaxMs : waitMs;
    }

    // Everything that is kept must be readable; a number that cannot be read may have been used.
    private void Start(long nowMs)
    {
        IdentityStore store = new IdentityStore(_bare.FramA);
        LoadResult found = store.Load();
        _bare.Panel.State.HasStorageFault = found == LoadResult.NoAnswer;
        if (found != LoadResult.Loaded || store.Identity == null)
        {
            return;
        }
        DepotParts built = new DepotParts(_board, _buses, store.Identity.Compartments, _mended);
        bool isLoaded = built.Session.Load() == LoadResult.Loaded
            && built.Boot.Load() == LoadResult.Loaded
            && built.Journal.Load() == LoadResult.Loaded
            && built.Lockout.Load() != LoadResult.NoAnswer
            && built.Budgets.Load() != LoadResult.NoAnswer
            && built.OfflineMemory.TryLoad()
            && built.Deposits.TryLoad()
            && built.Orders.TryLoad()
            && built.Quarantine.TryLoad()
            && built.Told.TryLoad()
            && built.Uses.TryLoad()
            && TryCatchUp(built, store.Identity.Controller);
        _bare.Panel.State.HasStorageFault = !isLoaded;
        if (!isLoaded)
        {
            return;
        }
        built.Table.Load();
        built.Settings.Take(built.Table.Active);
        built.Bank.SwitchAllOff();
        built.Clock.Tick(nowMs);
        built.Journal.Time = built.Clock.UnixSeconds;
        built.Reactions.NowMs = nowMs;
        built.Journal.TryAppend(
            EventKind.Booted, 0, built.Boot.BootCount, BootDetails.Encode(built.Boot.Reason, _version));
        if (_board.Configuration.Fault != ConfigurationFault.None)
        {
            built.Journal.TryAppend(EventKind.ConfigurationFault, 0, (uint)_board.Configuration.FaultLine, 0);
        }
        if (_hasCaughtUp)
        {
            built.Journal.TryAppend(EventKind.EpochStepped, 0, (uint)built.Session.Epoch, 0);
        }
        built.Reactions.InterruptUnfinished();
        _parts = built;
        // What was built for an unknown controller would hold half of the heap for ever.
        _bare = built;
        _depot = new Depot(_board, built, store.Identity, _version);
    }

    // An FRAM image that is older than the mirror has numbers to give out that were used already: a new epoch first.
    // The same after a damaged copy of the session record: the one that is left may be the older of the two.
    private bool TryCatchUp(DepotParts built, uint controller)
    {
        built.Mirror.Load(controller);
        bool isDoubtful = built.Session.IsDoubtful && built.Session.Epoch < Limits.EpochMax;
        if (isDoubtful || built.Mirror.IsAhead(built.Boot, built.Session))
        {
            uint boots = built.Boot.BootCount > built.Mirror.BootCount
                ? built.Boot.BootCount : built.Mirror.BootCount + 1;
            int known = built.Session.Epoch;
            int epoch = (built.Mirror.Epoch > known ? built.Mirror.Epoch : known) + 1;
            byte[] secret = epoch > Limits.EpochMax ? built.Session.Secret : ControllerContext.SecretOf(
                _board.Crypto.Hmac, built.Session.Secret, controller, known, epoch);
            if (epoch > Limits.EpochMax || !built.Session.TryReset(secret, epoch)
                || !built.Boot.TryRaiseCount(boots))
            {
                return false;
            }
            _hasCaughtUp = true;
        }
        built.Mirror.Store(controller, built.Boot.BootCount, built.Session.Epoch);
        return true;
    }
}
