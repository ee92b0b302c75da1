using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware;

/// <summary>
/// Journals what fails and recovers, also over a start: every chip, mains, tamper switch. Chips that are rarely needed
/// are asked every few seconds, one a second. A part that comes and goes is told at most once a minute.
/// </summary>
internal sealed class PartWatch
{
    private const int SettleMs = 200;
    private const int ProbeEveryMs = 1000;
    private const int FailedAgainAfterMs = 60000;
    private const int SteadyAnswers = 3;

    // By then every part was asked: one that had failed before the start is not recovered because nobody asked it yet.
    private const int AllAskedMs = 5000;
    private const uint ClockToleranceSeconds = 60;
    private const long Never = long.MinValue / 2;

    private readonly IBoardPins _pins;
    private readonly DepotParts _parts;
    private readonly AtomicRecord _journalHead;
    private readonly AtomicRecord _tableHeader;
    private readonly byte[] _record = new byte[SyncedTable.HeaderBytes];
    private readonly bool[] _isTold;
    private readonly long[] _failedMs;
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

    public PartWatch(IBoardPins pins, DepotParts parts)
    {
        _pins = pins;
        _parts = parts;
        _journalHead = new AtomicRecord(parts.FramA, FramMap.JournalHead, Journal.HeadBytes);
        _tableHeader = new AtomicRecord(parts.FramB, FramMap.TableHeader, SyncedTable.HeaderBytes);
        _isTold = new bool[(int)DepotPart.FirstExpander + parts.Bank.Count];
        _failedMs = new long[_isTold.Length];
        for (int i = 0; i < _failedMs.Length; i++)
        {
            _failedMs[i] = Never;
            _isTold[i] = parts.Told.IsFault(i);
        }
        _wasMainsGood = !parts.Told.IsFault(ToldStates.MainsLost);
        _wasTamperClosed = !parts.Told.IsFault(ToldStates.TamperOpen);
    }

    /// <summary>The faulty part with the lowest number; 0 = none.</summary>
    public int FirstFaulty { get; private set; }

    /// <summary>False while the depot runs on its battery.</summary>
    public bool IsMainsGood => _wasMainsGood;

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
        _hasTold = false;
        FirstFaulty = _isJournalSilent ? (int)DepotPart.Journal : 0;
        for (int i = _parts.Bank.Count - 1; i >= 0; i--)
        {
            Tell((int)DepotPart.FirstExpander + i, _parts.Bank.IsFaulty(i), nowMs);
        }
        Tell((int)DepotPart.Keypad, _parts.IsKeyStuck, nowMs);
        Tell((int)DepotPart.SupplySensor, _parts.Supply.IsFaulty, nowMs);
        Tell((int)DepotPart.Display, _parts.Display.IsFaulty, nowMs);
        Tell((int)DepotPart.Table,
            _isTableSilent || _parts.Table.IsFaulty || _parts.Table.Active.IsDamaged, nowMs);
        Tell((int)DepotPart.Clock, _isClockWrong, nowMs);
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

    private void Probe(long nowMs)
    {
        _probe = (_probe + 1) % 3;
        if (_probe == 0 || _isJournalUntold || _parts.Journal.IsFaulty)
        {
            _isJournalSilent = _journalHead.Load(_record, 0) != LoadResult.Loaded;
            _parts.Journal.IsSilent = _isJournalSilent;
            _isJournalUntold |= _isJournalSilent || _parts.Journal.IsFaulty;
            TellJournal(nowMs);
        }
        if (_probe == 1)
        {
            LoadResult found = _tableHeader.Load(_record, 0);
            _isTableSilent = found == LoadResult.NoAnswer || (found == LoadResult.Blank && _parts.Table.Version != 0);
            _tableAnswers = _isTableSilent ? 0 : _tableAnswers < SteadyAnswers ? _tableAnswers + 1 : SteadyAnswers;
        }
        else if (_probe == 2)
        {
            ProbeClock();
        }
        _parts.IsStorageSilent = _isJournalSilent || _isTableSilent;
    }

    // Once the time is known, a clock chip that has another is set, and is faulty when that does not help.
    private void ProbeClock()
    {
        bool isAnswering = _parts.ClockChip.TryRead(out uint seconds);
        uint now = _parts.Clock.UnixSeconds;
        uint off = now > seconds ? now - seconds : seconds - now;
        bool isWrong = isAnswering && _parts.Clock.IsTrusted && off > ClockToleranceSeconds;
        bool isChanged = isAnswering && !_parts.ClockChip.IsSetUp;
        _isClockWrong = !isAnswering || isChanged || (isWrong && _wasClockWrong);
        _wasClockWrong = isWrong;
        if (isChanged)
        {
            _parts.ClockChip.TrySetUp();
        }
        if (isWrong)
        {
            _parts.ClockChip.TrySet(now);
        }
    }

    private void WatchPins(long nowMs)
    {
        bool isMainsGood = _pins.MainsGood;
        bool isTamperClosed = _pins.TamperClosed;
        _isSettling = isMainsGood != _wasMainsGood || isTamperClosed != _wasTamperClosed;
        if (!_isSettling)
        {
            _settledMs = nowMs + SettleMs;
            return;
        }
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
                _parts.Told.NoteFault(ToldStates.MainsLost, !isMainsGood);
            }
        }
        if (isTamperClosed != _wasTamperClosed)
        {
            _wasTamperClosed = isTamperClosed;
            if (TryAppend(isTamperClosed ? EventKind.TamperClosed : EventKind.TamperOpened, 0))
            {
                _parts.Told.NoteFault(ToldStates.TamperOpen, !isTamperClosed);
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
        FirstFaulty = isFaulty ? part : FirstFaulty;
        // One a tick: when all fail together, writing it down shall not take the tick's time.
        if (_isJournalSilent || _hasTold)
        {
            return;
        }
        if (isFaulty && !_isTold[part] && nowMs - _failedMs[part] >= FailedAgainAfterMs)
        {
            _hasTold = true;
            _isTold[part] = TryAppend(EventKind.PartFailed, part);
            _failedMs[part] = _isTold[part] ? nowMs : _failedMs[part];
            _parts.Told.NoteFault(part, _isTold[part]);
        }
        else if (!isFaulty && _isTold[part] && nowMs >= _allAskedMs)
        {
            _hasTold = true;
            _isTold[part] = !TryAppend(EventKind.PartRecovered, part);
            _parts.Told.NoteFault(part, _isTold[part]);
        }
    }

    private bool TryAppend(EventKind kind, int part) => _parts.Journal.TryAppend(kind, 0, (uint)part, 0);
}
