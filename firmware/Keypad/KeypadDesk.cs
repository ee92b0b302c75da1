using Fachwerk.Firmware.Compartments;
using Fachwerk.Firmware.Display;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Keypad;

/// <summary>
/// Deals with the person at the keypad: keys become an entry, an entry is looked up, an accepted code is journalled,
/// its use counted, and only then its door asked for.
/// </summary>
public sealed class KeypadDesk
{
    private const int LockEventEveryMs = 3600000;

    private readonly KeypadScanner _scanner;
    private readonly CodeEntry _entry;
    private readonly CodeTable _codes;
    private readonly UsesStore _uses;
    private readonly Lockout _lockout;
    private readonly Journal _journal;
    private readonly DoorOpener _opener;
    private readonly Reopenings _reopenings;
    private readonly FrontPanel _panel;
    private readonly Settings _settings;
    private long _lockToldMs = long.MinValue / 2;
    private bool _isLockTold;

    /// <summary>The desk over the parts it joins.</summary>
    public KeypadDesk(
        KeypadScanner scanner, CodeEntry entry, CodeTable codes, UsesStore uses, Lockout lockout, Journal journal,
        DoorOpener opener, Reopenings reopenings, FrontPanel panel, Settings settings)
    {
        _scanner = scanner;
        _entry = entry;
        _codes = codes;
        _uses = uses;
        _lockout = lockout;
        _journal = journal;
        _opener = opener;
        _reopenings = reopenings;
        _panel = panel;
        _settings = settings;
        _isLockTold = lockout.IsLocked;
    }

    /// <summary>Milliseconds after the last key until an entry is dropped.</summary>
    public int EntryTimeoutMs
    {
        get => _entry.TimeoutMs;
        set => _entry.TimeoutMs = value;
    }

    /// <summary>Scans, takes a key, lets the entry and the lockout age.</summary>
    public void Tick(long nowMs)
    {
        if (_lockout.Tick(nowMs))
        {
            TellUnlocked();
        }
        char key = _scanner.Tick(nowMs);
        if (key != KeypadScanner.None && !_lockout.IsLocked)
        {
            Take(key, nowMs);
        }
        if (_entry.Tick(nowMs) == EntryEvent.TimedOut)
        {
            _panel.State.Language = FirstLanguage();
        }
        _panel.State.Digits = _entry.Count;
        _panel.State.LockedMinutes = (_lockout.RemainingSeconds + 59) / 60;
    }

    /// <summary>Milliseconds until it must run again if no key changes.</summary>
    public int WaitMs(long nowMs)
    {
        int waitMs = _scanner.IsQuiet ? _entry.WaitMs(nowMs) : KeypadScanner.ScanMs;
        // The lock's minutes on the display and its end.
        return _lockout.IsLocked && waitMs > 1000 ? 1000 : waitMs;
    }

    /// <summary>Lifts the lock (an order).</summary>
    public void LiftLockout()
    {
        _lockout.Lift();
        TellUnlocked();
    }

    private void Take(char key, long nowMs)
    {
        _panel.ClearMessage();
        _panel.Click();
        switch (_entry.Press(key, nowMs))
        {
            case EntryEvent.Language:
                _panel.State.Language =
                    _panel.State.Language == Language.German ? Language.English : Language.German;
                break;
            case EntryEvent.Entered:
                Enter(nowMs);
                _entry.Clear();
                break;
            default:
                break;
        }
    }

    private void Enter(long nowMs)
    {
        if (!_entry.HasCodeLength)
        {
            _journal.TryAppend(EventKind.CodeWrong, 0, (uint)_entry.Count, 0);
            _panel.ShowWrong(nowMs);
        }
        else if (!_codes.TryFind(_entry.Digits, _entry.Count))
        {
            RefuseWrong(nowMs);
        }
        else
        {
            _lockout.EndStreak();
            if (_codes.IsValid(_journal.Time, out RefusalReason reason, out uint at))
            {
                Open(_codes.Record, nowMs);
            }
            else
            {
                Refuse(_codes.Record, reason, at, nowMs);
            }
        }
    }

    private void RefuseWrong(long nowMs)
    {
        bool hasLocked = _lockout.CountWrong();
        _journal.TryAppend(EventKind.CodeWrong, 0, (uint)_entry.Count, 0);
        _panel.ShowWrong(nowMs);
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

    private void Open(CodeRecord code, long nowMs)
    {
        int compartment = code.Compartment;
        if (compartment == CodeRecord.AnyCompartment)
        {
            Refuse(code, RefusalReason.NoneFree, 0, nowMs);
            return;
        }
        bool isPlain = (code.Flags & (CodeFlags.Deposit | CodeFlags.Maintenance)) == 0;
        bool isReopening = isPlain && _reopenings.Allows(compartment, code.CodeId, nowMs);
        bool isCounted = code.Uses > 0 && !isReopening;
        if (isCounted && _uses.UsedOf(code.CodeId) >= code.Uses)
        {
            Refuse(code, RefusalReason.UsedUp, 0, nowMs);
        }
        else if (!_opener.CanOpen(compartment)
            || !_journal.TryAppend(EventKind.CodeAccepted, compartment, code.CodeId, 0)
            || (isCounted && !_uses.TryCount(code.CodeId))
            || !_opener.TryRequest(compartment, 0))
        {
            Refuse(code, RefusalReason.OutOfOrder, 0, nowMs);
        }
        else
        {
            _reopenings.Note(compartment, isPlain ? code.CodeId : 0);
            _panel.ShowAccepted(compartment, nowMs);
        }
    }

    private void Refuse(CodeRecord code, RefusalReason reason, uint at, long nowMs)
    {
        int compartment = code.Compartment == CodeRecord.AnyCompartment ? 0 : code.Compartment;
        _journal.TryAppend(EventKind.CodeRefused, compartment, code.CodeId, (uint)reason);
        _panel.ShowRefusal(reason, at == 0 ? 0 : _settings.ToLocal(at), nowMs);
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
