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

    private readonly IBoard board;
    private readonly DepotParts bare;
    private readonly uint version;
    private Depot? depot;
    private DepotParts parts;
    private long retryMs;

    /// <summary>Builds the controller and switches all outputs off. The rest starts with the first tick.</summary>
    /// <param name="board">The board it runs on.</param>
    /// <param name="appVersion">"major.minor.patch".</param>
    public LockerController(IBoard board, string appVersion)
    {
        this.board = board;
        // One that cannot be read is reported as 0.
        version = AppVersion.TryParse(appVersion, out uint parsed) ? parsed : 0;
        // Before anything else, and whoever the controller is: every expander there can be.
        new LockBank(board.MainBus, DepotIdentity.CompartmentsMax).SwitchAllOff();
        bare = new DepotParts(board, DepotIdentity.CompartmentsMax);
        parts = bare;
    }

    /// <summary>The parts at work, for those who look on.</summary>
    public DepotParts Parts => parts;

    /// <summary>True once it knows who it is and works.</summary>
    public bool IsWorking => depot != null;

    /// <summary>Reads, decides, acts, reports.</summary>
    /// <param name="nowMs">Monotonic milliseconds, never less than in the tick before.</param>
    /// <returns>Milliseconds until it must run again if no input changes; at least 1.</returns>
    public int Tick(long nowMs)
    {
        board.Pins.FeedWatchdog();
        parts.Reactions.NowMs = nowMs;
        if (depot == null && nowMs >= retryMs)
        {
            retryMs = nowMs + RetryMs;
            Start(nowMs);
        }
        int waitMs = TickMaxMs;
        if (depot != null)
        {
            parts.Clock.Tick(nowMs);
            parts.Journal.Time = parts.Clock.UnixSeconds;
            waitMs = depot.Tick(nowMs);
        }
        parts.Panel.State.HasIdentity = depot != null;
        int panelMs = parts.Panel.Tick(nowMs);
        waitMs = panelMs < waitMs ? panelMs : waitMs;
        return waitMs < 1 ? 1 : waitMs > TickMaxMs ? TickMaxMs : waitMs;
    }

    // Everything that is kept must be readable; a number that cannot be read may have been used.
    private void Start(long nowMs)
    {
        IdentityStore store = new IdentityStore(bare.FramA);
        LoadResult found = store.Load();
        bare.Panel.State.HasStorageFault = found == LoadResult.NoAnswer;
        if (found != LoadResult.Loaded || store.Identity == null)
        {
            return;
        }
        DepotParts built = new DepotParts(board, store.Identity.Compartments);
        bool isLoaded = built.Session.Load() == LoadResult.Loaded
            && built.Boot.Load() == LoadResult.Loaded
            && built.Journal.Load() == LoadResult.Loaded
            && built.Lockout.Load() != LoadResult.NoAnswer
            && built.Orders.TryLoad()
            && built.Uses.TryLoad();
        bare.Panel.State.HasStorageFault = !isLoaded;
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
            EventKind.Booted, 0, built.Boot.BootCount, BootDetails.Encode(built.Boot.Reason, version));
        built.Reactions.InterruptUnfinished();
        parts = built;
        depot = new Depot(board, built, store.Identity, version);
    }
}
