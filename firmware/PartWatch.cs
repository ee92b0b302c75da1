using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Compartments;
using Fachwerk.Firmware.Keypad;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware;

/// <summary>
/// Journals what fails and recovers, also over a start: every chip, mains, tamper switch. Chips that are rarely needed
/// are asked every few seconds, one a second. A part that comes and goes is told at most once a minute.
/// </summary>
public sealed class PartWatch
{
    private const int SettleMs = 200;
    private const int ProbeEveryMs = 1000;
    private const int FailedAgainAfterMs = 60000;
    private const int SteadyAnswers = 3;

    // By then every part was asked: one that had failed before the start is not recovered because nobody asked it yet.
    private const int AllAskedMs = 5000;
    private const uint ClockToleranceSeconds = 60;
    private const long Never = long.MinValue / 2;
    private const int PartsMax = ToldStates.MainsLost;

    private readonly TickBudget _budget;
    private readonly BoardBuses _buses;
    private readonly IBoardPins _pins;
    private readonly LockBank _bank;
    private readonly Ds3231 _clockChip;
    private readonly Hd44780 _display;
    private readonly KeypadScanner _scanner;
    private readonly SupplyWatch _supply;
    private readonly SyncedTable _table;
    private readonly Journal _journal;
    private readonly ToldStates _toldStates;
    private readonly StorageHealth _storage;
    private readonly DepotClock _clock;
    private readonly AtomicRecord _journalHead;
    private readonly AtomicRecord _tableHeader;
    private readonly byte[] _record = new byte[SyncedTable.HeaderBytes];
    private readonly long[] _failedMs = new long[PartsMax];
    private int _told;
    private int _faulty;
    private bool _isJournalSilent;
    private bool _isJournalUntold;
    private bool _isTableSilent;
    private int _tableAnswers;
    private bool _isClockWrong;
    private bool _wasClockWrong;
    private bool _wasMainsGood;
    private bool _wasTamperClosed;
    private bool _isSettling;
    private bool _hasTold;
    private long _settledMs;
    private long _probeMs;
    private long _allAskedMs = -1;
    private int _probe;

    public PartWatch(
        TickBudget budget, BoardBuses buses, LockBank bank, Ds3231 clockChip, Hd44780 display, KeypadScanner scanner,
        SupplyWatch supply, Fram framA, Fram framB, SyncedTable table, Journal journal, ToldStates toldStates,
        StorageHealth storage, DepotClock clock)
    {
        _budget = budget;
        _buses = buses;
        _pins = buses.Pins;
        _bank = bank;
        _clockChip = clockChip;
        _display = display;
        _scanner = scanner;
        _supply = supply;
        _table = table;
        _journal = journal;
        _toldStates = toldStates;
        _storage = storage;
        _clock = clock;
        _journalHead = new AtomicRecord(framA, FramMap.JournalHead, Journal.HeadBytes);
        _tableHeader = new AtomicRecord(framB, FramMap.TableHeader, SyncedTable.HeaderBytes);
        for (int i = 0; i < PartsMax; i++)
        {
            _failedMs[i] = Never;
            // A journal tells of itself.
            bool isMine = i < (int)DepotPart.FirstExpander + bank.Count && i != (int)DepotPart.Journal;
            _told |= isMine && toldStates.IsFault(i) ? 1 << i : 0;
        }
        _wasMainsGood = !toldStates.IsFault(ToldStates.MainsLost);
        _wasTamperClosed = !toldStates.IsFault(ToldStates.TamperOpen);
    }

    /// <summary>The faulty part with the lowest number; 0 = none.</summary>
    public int FirstFaulty { get; private set; }

    /// <summary>False while the depot runs on its battery.</summary>
    public bool IsMainsGood => _wasMainsGood;

    /// <summary>False while the housing is open.</summary>
    public bool IsTamperClosed => _wasTamperClosed;

    /// <summary>True when mains and housing are as they were told, and the keypad as it was found.</summary>
    public bool ArePinsAtRest => !ArePinsNew
        && IsKeypadFaulty == ((_faulty >> (int)DepotPart.Keypad & 1) != 0);

    /// <summary>True when FRAM B has answered well several times in a row.</summary>
    public bool IsTableSteady => _tableAnswers >= SteadyAnswers;

    /// <summary>Looks at every part.</summary>
    public void Tick(long nowMs)
    {
        _allAskedMs = _allAskedMs < 0 ? nowMs + AllAskedMs : _allAskedMs;
        if (nowMs >= _probeMs)
        {
            _probeMs = nowMs + ProbeEveryMs;
            Probe(nowMs);
        }
        bool isTableFaulty = _isTableSilent || _table.IsFaulty || _table.Active.IsDamaged;
        int faulty = (_bank.Faulty << (int)DepotPart.FirstExpander)
            | (_isJournalSilent ? 1 << (int)DepotPart.Journal : 0)
            | (_supply.IsFaulty ? 1 << (int)DepotPart.SupplySensor : 0)
            | (IsKeypadFaulty ? 1 << (int)DepotPart.Keypad : 0)
            | (_display.IsFaulty ? 1 << (int)DepotPart.Display : 0)
            | (isTableFaulty ? 1 << (int)DepotPart.Table : 0)
            | (_isClockWrong ? 1 << (int)DepotPart.Clock : 0);
        if (faulty != _faulty)
        {
            _faulty = faulty;
            FindFirst();
        }
        _hasTold = false;
        // One a tick: when all fail together, writing it down shall not take the tick's time.
        for (int part = PartsMax - 1; part > 0 && faulty != _told && !_isJournalSilent && !_hasTold; part--)
        {
            Tell(part, (faulty >> part & 1) != 0, nowMs);
        }
        WatchPins(nowMs);
    }

    /// <summary>Milliseconds until it must run again if nothing changes.</summary>
    public int WaitMs(long nowMs)
    {
        if (_hasTold)
        {
            return 1;
        }
        int waitMs = _probeMs > nowMs ? (int)(_probeMs - nowMs) : 1;
        return _isSettling && waitMs > SettleMs / 4 ? SettleMs / 4 : waitMs;
    }

    private bool IsKeypadFaulty => _scanner.IsKeyStuck || _buses.IsPanelFaulty;

    // What cannot be read is as it was.
    private bool ArePinsNew => _buses.ArePinsKnown
        && (_pins.MainsGood != _wasMainsGood || _pins.TamperClosed != _wasTamperClosed);

    private void Probe(long nowMs)
    {
        _budget.NoteDear();
        _probe = (_probe + 1) % 3;
        if (_probe == 0 || _isJournalUntold || _journal.IsFaulty)
        {
            _isJournalSilent = _journalHead.Load(_record, 0) != LoadResult.Loaded;
            _journal.IsSilent = _isJournalSilent;
            _isJournalUntold |= _isJournalSilent || _journal.IsFaulty;
            TellJournal(nowMs);
        }
        if (_probe == 1)
        {
            LoadResult found = _tableHeader.Load(_record, 0);
            _isTableSilent = found == LoadResult.NoAnswer || (found == LoadResult.Blank && _table.Version != 0);
            _tableAnswers = _isTableSilent ? 0 : _tableAnswers < SteadyAnswers ? _tableAnswers + 1 : SteadyAnswers;
        }
        else if (_probe == 2)
        {
            ProbeClock();
        }
        _storage.NoteSilent(_isJournalSilent || _isTableSilent);
    }

    // Once the time is known, a clock chip that has another is set, and is faulty when that does not help.
    private void ProbeClock()
    {
        bool isAnswering = _clockChip.TryRead(out uint seconds);
        uint now = _clock.UnixSeconds;
        uint off = now > seconds ? now - seconds : seconds - now;
        bool isWrong = isAnswering && _clock.IsTrusted && off > ClockToleranceSeconds;
        bool isChanged = isAnswering && !_clockChip.IsSetUp;
        _isClockWrong = !isAnswering || isChanged || (isWrong && _wasClockWrong);
        _wasClockWrong = isWrong;
        if (isChanged)
        {
            _clockChip.TrySetUp();
        }
        if (isWrong)
        {
            _clockChip.TrySet(now);
        }
    }

    private void WatchPins(long nowMs)
    {
        _isSettling = ArePinsNew;
        if (!_isSettling)
        {
            _settledMs = nowMs + SettleMs;
            return;
        }
        bool isMainsGood = _pins.MainsGood;
        bool isTamperClosed = _pins.TamperClosed;
        if (nowMs < _settledMs)
        {
            return;
        }
        _isSettling = false;
        if (isMainsGood != _wasMainsGood)
        {
            _wasMainsGood = isMainsGood;
            if (TryAppend(isMainsGood ? EventKind.MainsRestored : EventKind.MainsLost, 0))
            {
                _toldStates.NoteFault(ToldStates.MainsLost, !isMainsGood);
            }
        }
        if (isTamperClosed != _wasTamperClosed)
        {
            _wasTamperClosed = isTamperClosed;
            if (TryAppend(isTamperClosed ? EventKind.TamperClosed : EventKind.TamperOpened, 0))
            {
                _toldStates.NoteFault(ToldStates.TamperOpen, !isTamperClosed);
            }
        }
    }

    // A journal cannot tell that it has failed before it has recovered.
    private void TellJournal(long nowMs)
    {
        int part = (int)DepotPart.Journal;
        if (_isJournalUntold && !_isJournalSilent && nowMs - _failedMs[part] >= FailedAgainAfterMs
            && TryAppend(EventKind.PartFailed, part))
        {
            _failedMs[part] = nowMs;
            _isJournalUntold = !TryAppend(EventKind.PartRecovered, part);
        }
    }

    private void Tell(int part, bool isFaulty, long nowMs)
    {
        bool wasTold = (_told >> part & 1) != 0;
        bool isDue = isFaulty ? nowMs - _failedMs[part] >= FailedAgainAfterMs : nowMs >= _allAskedMs;
        if (isFaulty == wasTold || !isDue)
        {
            return;
        }
        _hasTold = true;
        bool isWritten = TryAppend(isFaulty ? EventKind.PartFailed : EventKind.PartRecovered, part);
        _failedMs[part] = isFaulty && isWritten ? nowMs : _failedMs[part];
        _told ^= isWritten ? 1 << part : 0;
        _toldStates.NoteFault(part, (_told >> part & 1) != 0);
    }

    private void FindFirst()
    {
        int part = 1;
        while (part < PartsMax && (_faulty >> part & 1) == 0)
        {
            part++;
        }
        FirstFaulty = part < PartsMax ? part : 0;
    }

    private bool TryAppend(EventKind kind, int part) => _journal.TryAppend(kind, 0, (uint)part, 0);
}
