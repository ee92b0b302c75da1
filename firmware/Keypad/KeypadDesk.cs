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

    private readonly KeypadScanner scanner;
    private readonly CodeEntry entry;
    private readonly CodeTable codes;
    private readonly UsesStore uses;
    private readonly Lockout lockout;
    private readonly Journal journal;
    private readonly DoorOpener opener;
    private readonly Reopenings reopenings;
    private readonly FrontPanel panel;
    private readonly Settings settings;
    private long lockToldMs = long.MinValue / 2;
    private bool isLockTold;

    /// <summary>The desk over the parts it joins.</summary>
    public KeypadDesk(
        KeypadScanner scanner, CodeEntry entry, CodeTable codes, UsesStore uses, Lockout lockout, Journal journal,
        DoorOpener opener, Reopenings reopenings, FrontPanel panel, Settings settings)
    {
        this.scanner = scanner;
        this.entry = entry;
        this.codes = codes;
        this.uses = uses;
        this.lockout = lockout;
        this.journal = journal;
        this.opener = opener;
        this.reopenings = reopenings;
        this.panel = panel;
        this.settings = settings;
        isLockTold = lockout.IsLocked;
    }

    /// <summary>Milliseconds after the last key until an entry is dropped.</summary>
    public int EntryTimeoutMs
    {
        get => entry.TimeoutMs;
        set => entry.TimeoutMs = value;
    }

    /// <summary>Scans, takes a key, lets the entry and the lockout age.</summary>
    public void Tick(long nowMs)
    {
        if (lockout.Tick(nowMs))
        {
            TellUnlocked();
        }
        char key = scanner.Tick(nowMs);
        if (key != KeypadScanner.None && !lockout.IsLocked)
        {
            Take(key, nowMs);
        }
        if (entry.Tick(nowMs) == EntryEvent.TimedOut)
        {
            panel.State.Language = FirstLanguage();
        }
        panel.State.Digits = entry.Count;
        panel.State.LockedMinutes = (lockout.RemainingSeconds + 59) / 60;
    }

    /// <summary>Milliseconds until it must run again if no key changes.</summary>
    public int WaitMs(long nowMs)
    {
        int waitMs = scanner.IsQuiet ? entry.WaitMs(nowMs) : KeypadScanner.ScanMs;
        // The lock's minutes on the display and its end.
        return lockout.IsLocked && waitMs > 1000 ? 1000 : waitMs;
    }

    /// <summary>Lifts the lock (an order).</summary>
    public void LiftLockout()
    {
        lockout.Lift();
        TellUnlocked();
    }

    private void Take(char key, long nowMs)
    {
        panel.ClearMessage();
        panel.Click();
        switch (entry.Press(key, nowMs))
        {
            case EntryEvent.Language:
                panel.State.Language =
                    panel.State.Language == Language.German ? Language.English : Language.German;
                break;
            case EntryEvent.Entered:
                Enter(nowMs);
                entry.Clear();
                break;
            default:
                break;
        }
    }

    private void Enter(long nowMs)
    {
        if (!entry.HasCodeLength)
        {
            journal.TryAppend(EventKind.CodeWrong, 0, (uint)entry.Count, 0);
            panel.ShowWrong(nowMs);
        }
        else if (!codes.TryFind(entry.Digits, entry.Count))
        {
            RefuseWrong(nowMs);
        }
        else
        {
            lockout.EndStreak();
            if (codes.IsValid(journal.Time, out RefusalReason reason, out uint at))
            {
                Open(codes.Record, nowMs);
            }
            else
            {
                Refuse(codes.Record, reason, at, nowMs);
            }
        }
    }

    private void RefuseWrong(long nowMs)
    {
        bool hasLocked = lockout.CountWrong();
        journal.TryAppend(EventKind.CodeWrong, 0, (uint)entry.Count, 0);
        panel.ShowWrong(nowMs);
        if (!hasLocked)
        {
            return;
        }
        panel.State.Message = PanelMessage.None;
        if (nowMs - lockToldMs >= LockEventEveryMs)
        {
            lockToldMs = nowMs;
            isLockTold = journal.TryAppend(EventKind.KeypadLocked, 0, (uint)lockout.RemainingSeconds, 0);
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
        bool isReopening = isPlain && reopenings.Allows(compartment, code.CodeId, nowMs);
        bool isCounted = code.Uses > 0 && !isReopening;
        if (isCounted && uses.UsedOf(code.CodeId) >= code.Uses)
        {
            Refuse(code, RefusalReason.UsedUp, 0, nowMs);
        }
        else if (!opener.CanOpen(compartment)
            || !journal.TryAppend(EventKind.CodeAccepted, compartment, code.CodeId, 0)
            || (isCounted && !uses.TryCount(code.CodeId))
            || !opener.TryRequest(compartment, 0))
        {
            Refuse(code, RefusalReason.OutOfOrder, 0, nowMs);
        }
        else
        {
            reopenings.Note(compartment, isPlain ? code.CodeId : 0);
            panel.ShowAccepted(compartment, nowMs);
        }
    }

    private void Refuse(CodeRecord code, RefusalReason reason, uint at, long nowMs)
    {
        int compartment = code.Compartment == CodeRecord.AnyCompartment ? 0 : code.Compartment;
        journal.TryAppend(EventKind.CodeRefused, compartment, code.CodeId, (uint)reason);
        panel.ShowRefusal(reason, at == 0 ? 0 : settings.ToLocal(at), nowMs);
    }

    private void TellUnlocked()
    {
        if (isLockTold)
        {
            isLockTold = false;
            journal.TryAppend(EventKind.KeypadUnlocked, 0, 0, 0);
        }
    }

    private Language FirstLanguage() => settings.IsEnglishFirst ? Language.English : Language.German;
}
