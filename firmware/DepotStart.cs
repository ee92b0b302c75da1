using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Configuration;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware;

/// <summary>
/// Starts a depot in portions, each short enough for a tick: first all that keypad and doors need, then, with them at
/// work, what codes and the link need. Everything that is kept must be readable; a number that cannot be read may have
/// been used.
/// </summary>
internal sealed class DepotStart
{
    // What a portion may take on the bus: most of them, and those that set up every expander and tell of the start.
    private const int PortionBytes = 150;
    private const int LongPortionBytes = 260;

    private readonly IBoard _board;
    private readonly DepotIdentity _identity;
    private readonly uint _version;
    private readonly IStartRecords[] _beforeDoors;
    private readonly IStartRecords[] _unfinished;
    private readonly IStartRecords[] _behindDoors;
    private Step _step;
    private int _records;
    private bool _hasCaughtUp;

    public DepotStart(IBoard board, DepotParts parts, DepotIdentity identity, uint version)
    {
        _board = board;
        Parts = parts;
        _identity = identity;
        _version = version;
        // All that judge by the newest events before this start stand before its own first event.
        _beforeDoors = new IStartRecords[]
        {
            parts.Journal, parts.Orders, parts.Deposits, parts.Quarantine, parts.Told
        };
        _unfinished = new IStartRecords[] { new UnfinishedOrders(parts.Orders, parts.Journal, parts.Reactions) };
        _behindDoors = new IStartRecords[] { parts.OfflineMemory, parts.Uses, parts.Table, parts.Addresses };
    }

    // In this order.
    private enum Step
    {
        Numbers,
        Locks,
        Records,
        Mirror,
        Settings,
        Outputs,
        Events,
        Orders,
        Depot,
        Rest,
        Done
    }

    /// <summary>What is being started.</summary>
    public DepotParts Parts { get; }

    /// <summary>The depot once keypad and doors can work.</summary>
    public Depot? Depot { get; private set; }

    /// <summary>True when there is nothing more to read.</summary>
    public bool IsDone => _step == Step.Done;

    /// <summary>Bytes that the next portion may take on the bus.</summary>
    public int NextBytes => _step == Step.Outputs || _step == Step.Events ? LongPortionBytes : PortionBytes;

    /// <summary>
    /// Does the next portion. False when it cannot be done: before there is a depot the start has failed, afterwards it
    /// may be tried again.
    /// </summary>
    public bool TryGoOn(long nowMs)
    {
        switch (_step)
        {
            case Step.Numbers:
                return Advance(
                    Parts.Session.Load() == LoadResult.Loaded && Parts.Boot.Load() == LoadResult.Loaded);
            case Step.Locks:
                return Advance(Parts.Journal.LoadHead() == LoadResult.Loaded
                    && Parts.Lockout.Load() != LoadResult.NoAnswer && Parts.Budgets.Load() != LoadResult.NoAnswer);
            case Step.Records:
                return TryRead(_beforeDoors);
            case Step.Mirror:
                // A table that cannot be read is no reason not to start.
                Parts.Table.LoadHeader();
                return Advance(TryCatchUp());
            case Step.Settings:
                return ReadSettings();
            case Step.Outputs:
                Parts.Bank.SwitchAllOff();
                return Advance(true);
            case Step.Events:
                Tell(nowMs);
                return Advance(true);
            case Step.Orders:
                return TryRead(_unfinished);
            case Step.Depot:
                Depot = new Depot(_board, Parts, _identity, _version);
                return Advance(true);
            case Step.Rest:
                return TryRead(_behindDoors);
            default:
                return true;
        }
    }

    private bool Advance(bool isDone)
    {
        _step += isDone ? 1 : 0;
        return isDone;
    }

    private bool TryRead(IStartRecords[] all)
    {
        IStartRecords records = all[_records];
        bool isRead = records.IsLoaded || records.TryLoadNext() || records.IsLoaded;
        _records += records.IsLoaded ? 1 : 0;
        if (_records == all.Length)
        {
            _records = 0;
            _step++;
        }
        return isRead;
    }

    private bool ReadSettings()
    {
        if (!Parts.Table.IsLoaded && !Parts.Table.Active.HasSettings)
        {
            Parts.Table.TryLoadNext();
            return true;
        }
        Parts.Settings.Take(Parts.Table.Active);
        return Advance(true);
    }

    private void Tell(long nowMs)
    {
        Parts.Clock.Tick(nowMs);
        Parts.Journal.Time = Parts.Clock.UnixSeconds;
        Parts.Journal.TryAppend(
            EventKind.Booted, 0, Parts.Boot.BootCount, BootDetails.Encode(Parts.Boot.Reason, _version));
        if (_board.Configuration.Fault != ConfigurationFault.None)
        {
            Parts.Journal.TryAppend(EventKind.ConfigurationFault, 0, (uint)_board.Configuration.FaultLine, 0);
        }
        if (_hasCaughtUp)
        {
            Parts.Journal.TryAppend(EventKind.EpochStepped, 0, (uint)Parts.Session.Epoch, 0);
        }
    }

    // An FRAM image that is older than the mirror has numbers to give out that were used already: a new epoch first.
    // The same after a damaged copy of the session record: the one that is left may be the older of the two.
    private bool TryCatchUp()
    {
        SessionStore session = Parts.Session;
        BootMirror mirror = Parts.Mirror;
        uint controller = _identity.Controller;
        mirror.Load(controller);
        bool isDoubtful = session.IsDoubtful && session.Epoch < Limits.EpochMax;
        if (isDoubtful || mirror.IsAhead(Parts.Boot, session))
        {
            uint boots = Parts.Boot.BootCount > mirror.BootCount ? Parts.Boot.BootCount : mirror.BootCount + 1;
            int known = session.Epoch;
            int epoch = (mirror.Epoch > known ? mirror.Epoch : known) + 1;
            byte[] secret = epoch > Limits.EpochMax ? session.Secret : ControllerContext.SecretOf(
                _board.Crypto.Hmac, session.Secret, controller, known, epoch);
            if (epoch > Limits.EpochMax || !session.TryReset(secret, epoch) || !Parts.Boot.TryRaiseCount(boots))
            {
                return false;
            }
            _hasCaughtUp = true;
        }
        mirror.Store(controller, Parts.Boot.BootCount, session.Epoch);
        return true;
    }
}
