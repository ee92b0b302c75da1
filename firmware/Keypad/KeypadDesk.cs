using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Display;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Keypad;

/// <summary>
/// Deals with the person at the keypad: keys become an entry, an entry goes to the desk for codes, and what was no code
/// is counted against lockout and budgets.
/// </summary>
public sealed class KeypadDesk
{
    private const int LockEventEveryMs = 3600000;
    private const int MoreTimeForMs = 120000;

    // As long as a code may be typed again: who comes later finds the site's own language.
    private const int LanguageForMs = 120000;

    private readonly TickBudget _budget;
    private readonly BoardBuses _buses;
    private readonly StorageHealth _storage;
    private readonly SyncedTable _table;
    private readonly Settings _settings;
    private readonly KeypadScanner _scanner;
    private readonly CodeEntry _entry = new CodeEntry();
    private readonly CodeDesk _codes;
    private readonly DepositDesk _deposits;
    private readonly MaintenanceMenu _menu;
    private readonly Lockout _lockout;
    private readonly Budgets _budgets;
    private readonly UncountedEntries _uncounted;
    private readonly Journal _journal;
    private readonly FrontPanel _panel;
    private long _moreTimeUntilMs;
    private long _languageUntilMs;
    private long _lockToldMs = long.MinValue / 2;
    private bool _isLockTold;
    private bool _isHeld;
    private char _found = KeypadScanner.None;

    /// <summary>The desk over the parts it joins.</summary>
    public KeypadDesk(
        TickBudget budget, BoardBuses buses, StorageHealth storage, SyncedTable table, Settings settings,
        KeypadScanner scanner, CodeDesk codes, DepositDesk deposits, MaintenanceMenu menu, Lockout lockout,
        Budgets budgets, Journal journal, FrontPanel panel)
    {
        _budget = budget;
        _buses = buses;
        _storage = storage;
        _table = table;
        _settings = settings;
        _scanner = scanner;
        _codes = codes;
        _deposits = deposits;
        _menu = menu;
        _lockout = lockout;
        _budgets = budgets;
        _uncounted = new UncountedEntries(journal);
        _journal = journal;
        _panel = panel;
        _isLockTold = _lockout.IsLocked;
    }

    /// <summary>True when no key was down lately and none is, or nobody can know.</summary>
    public bool IsUntouched() => !_buses.ArePinsKnown || _scanner.IsUntouched();

    /// <summary>Scans, takes a key, lets entry, lockout and budgets age.</summary>
    public void Tick(long nowMs)
    {
        if (_lockout.Tick(nowMs))
        {
            TellUnlocked();
        }
        int opened = _budgets.Tick(nowMs);
        if (opened != 0)
        {
            _journal.TryAppend(EventKind.ChannelOpened, 0, (uint)opened, 0);
        }
        _entry.TimeoutMs = nowMs < _moreTimeUntilMs ? CodeDesk.MoreTimeMs : _settings.EntryTimeoutMs;
        _uncounted.Tick(nowMs);
        _deposits.Tick(nowMs);
        _menu.Tick(nowMs);
        char key = Scan(nowMs);
        if (_scanner.HasRefused || (key != KeypadScanner.None && _lockout.IsLocked))
        {
            _panel.Refuse();
        }
        else if (key != KeypadScanner.None)
        {
            Take(key, nowMs);
        }
        if (_isHeld && _storage.IsLoaded)
        {
            EndEntry(nowMs);
        }
        if (_entry.Tick(nowMs) == EntryEvent.TimedOut)
        {
            _isHeld = false;
            _panel.ShowTimedOut(nowMs);
        }
        ShowState(nowMs);
    }

    /// <summary>Milliseconds until it must run again if no key changes.</summary>
    public int WaitMs(long nowMs)
    {
        int waitMs = _found != KeypadScanner.None ? 1
            : _scanner.IsQuiet || !_buses.ArePinsKnown ? _entry.WaitMs(nowMs) : KeypadScanner.ScanMs;
        waitMs = Waits.Least(waitMs, _budgets.WaitMs());
        waitMs = Waits.Least(waitMs, _uncounted.WaitMs(nowMs));
        waitMs = Waits.Least(waitMs, _deposits.WaitMs(nowMs));
        waitMs = Waits.Least(waitMs, _menu.WaitMs(nowMs));
        // The lock's minutes on the display and its end.
        return _lockout.IsLocked && waitMs > 1000 ? 1000 : waitMs;
    }

    /// <summary>Lifts the lock and fills the budgets (an order).</summary>
    public void LiftLockout()
    {
        _lockout.Lift();
        _budgets.Fill();
        TellUnlocked();
    }

    // A key is taken in the tick after the scan that found it, which does not scan: both are dear.
    private char Scan(long nowMs)
    {
        char key = _found;
        _found = KeypadScanner.None;
        if (!_buses.ArePinsKnown)
        {
            _scanner.Lose();
        }
        else if (key == KeypadScanner.None)
        {
            _found = _scanner.Tick(nowMs);
        }
        return key;
    }

    private void ShowState(long nowMs)
    {
        PanelState state = _panel.State;
        if (nowMs >= _languageUntilMs && !_menu.IsOpen)
        {
            state.Language = FirstLanguage();
        }
        bool isEnding = _entry.IsEnding(nowMs);
        if (isEnding && !state.IsEntryEnding)
        {
            _panel.WarnOfEnd();
        }
        state.IsEntryEnding = isEnding;
        state.Digits = _entry.Count;
        state.IsEntryTooLong = _entry.IsTooLong;
        state.IsLastTry = _lockout.TriesLeft == 1;
        state.LockedMinutes = (_lockout.RemainingSeconds + 59) / 60;
    }

    private void Take(char key, long nowMs)
    {
        _budget.NoteDear();
        _languageUntilMs = nowMs + LanguageForMs;
        _panel.Click(nowMs);
        if (_menu.IsOpen)
        {
            _menu.Press(key, nowMs);
            return;
        }
        if (_deposits.IsAsking)
        {
            _deposits.Press(key, nowMs);
            NoteOpening(_deposits.Outcome, nowMs);
            return;
        }
        if (_isHeld && key != '*')
        {
            _panel.Refuse();
            return;
        }
        _panel.ClearMessage();
        switch (_entry.Press(key, nowMs))
        {
            case EntryEvent.Language:
                _panel.State.Language =
                    _panel.State.Language == Language.German ? Language.English : Language.German;
                break;
            case EntryEvent.Entered:
                EndEntry(nowMs);
                break;
            case EntryEvent.Cleared:
                _isHeld = false;
                break;
            case EntryEvent.None:
            case EntryEvent.Digit when _entry.IsTooLong:
                _panel.Refuse();
                break;
            default:
                break;
        }
    }

    // Right after a start the table is still being read: the entry waits for it.
    private void EndEntry(long nowMs)
    {
        _isHeld = !_storage.IsLoaded;
        if (!_isHeld)
        {
            _budget.NoteDear();
            Enter(nowMs);
            _entry.Clear();
        }
    }

    private void Enter(long nowMs)
    {
        int count = _entry.Count;
        if (count == 1 && _entry.Digits[0] == '0' && _deposits.IsOffering(nowMs))
        {
            _deposits.TakeBack(_entry.TimeoutMs, nowMs);
            return;
        }
        if (!_entry.HasCodeLength || !_settings.HasCodesOf(count))
        {
            _uncounted.Add(count, nowMs);
            _panel.ShowWrong(nowMs);
            return;
        }
        if (_budgets.IsClosed(count))
        {
            _panel.ShowClosed(_budgets.ClosedMinutes(count), nowMs);
            return;
        }
        EntryOutcome outcome = _codes.Take(_entry.Digits, count, nowMs);
        switch (outcome)
        {
            case EntryOutcome.Refused:
            case EntryOutcome.Opened:
            case EntryOutcome.OpenedFirst:
                _deposits.EndOffer(_codes.GenuineId);
                _moreTimeUntilMs = _codes.WantsMoreTime ? nowMs + MoreTimeForMs : 0;
                NoteOpening(outcome, nowMs);
                break;
            case EntryOutcome.Wrong:
                _panel.ShowWrong(nowMs);
                CountWrong(count, true, nowMs);
                break;
            case EntryOutcome.WrongButTold:
                CountWrong(count, false, nowMs);
                break;
            default:
                break;
        }
    }

    // Only what opens is worth anything: whoever holds a code that does not could type it between guesses for ever.
    private void NoteOpening(EntryOutcome outcome, long nowMs)
    {
        if (outcome == EntryOutcome.Opened || outcome == EntryOutcome.OpenedFirst)
        {
            _lockout.EndStreak();
            _budgets.NoteOpening(outcome == EntryOutcome.OpenedFirst, nowMs);
        }
    }

    // Counted first, so that a cut right after it eases nothing.
    private void CountWrong(int count, bool isToBeTold, long nowMs)
    {
        bool hasLocked = _lockout.CountWrong();
        bool hasClosed = _budgets.CountWrong(count, _table.Active.Codes.Count, nowMs);
        if (isToBeTold)
        {
            _journal.TryAppend(EventKind.CodeWrong, 0, (uint)count, 0);
        }
        if (hasClosed)
        {
            _journal.TryAppend(EventKind.ChannelClosed, 0, (uint)count, 0);
        }
        if (!hasLocked)
        {
            return;
        }
        _panel.State.Message = PanelMessage.None;
        if (nowMs - _lockToldMs >= LockEventEveryMs)
        {
            _lockToldMs = nowMs;
            _isLockTold = _journal.TryAppend(EventKind.KeypadLocked, 0, (uint)_lockout.RemainingSeconds, 0);
        }
    }

    private void TellUnlocked()
    {
        if (_isLockTold)
        {
            _isLockTold = false;
            _journal.TryAppend(EventKind.KeypadUnlocked, 0, 0, 0);
        }
    }

    private Language FirstLanguage() => _settings.IsEnglishFirst ? Language.English : Language.German;
}
