using Fachwerk.Firmware.Compartments;
using Fachwerk.Firmware.Display;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Keypad;

/// <summary>
/// Takes an entry that has a code's length: looks it up, decides, and has the door opened, which costs the code a use.
/// </summary>
public sealed class CodeDesk(
    CodeTable codes, OfflineCodes offline, DepositDesk depositDesk, MaintenanceMenu menu, SyncedTable table,
    Settings settings, Journal journal, UsesStore uses, DepositStore deposits, Reopenings reopenings, DoorOpener opener,
    FrontPanel panel) : IOpeningCost
{
    /// <summary>Milliseconds that a code which asks for more time gives for what is typed after it.</summary>
    public const int MoreTimeMs = 30000;

    // No table code's id: their top 8 bits are a generation, which never gets that far.
    private const uint OfflineIdBase = 0xFF000000;

    private readonly CodeTable _codes = codes;
    private readonly OfflineCodes _offline = offline;
    private readonly DepositDesk _depositDesk = depositDesk;
    private readonly MaintenanceMenu _menu = menu;
    private readonly SyncedTable _table = table;
    private readonly Settings _settings = settings;
    private readonly Journal _journal = journal;
    private readonly UsesStore _uses = uses;
    private readonly DepositStore _deposits = deposits;
    private readonly Reopenings _reopenings = reopenings;
    private readonly DoorOpener _opener = opener;
    private readonly FrontPanel _panel = panel;
    private readonly Opening _opening = new Opening();

    /// <summary>The genuine code taken last; an offline code has an id of its own here.</summary>
    public uint GenuineId { get; private set; }

    /// <summary>True when the genuine code taken last asks for more time at the keypad.</summary>
    public bool WantsMoreTime { get; private set; }

    /// <summary>Takes ASCII digits.</summary>
    public EntryOutcome Take(byte[] digits, int count, long nowMs)
    {
        WantsMoreTime = false;
        if (count == OfflineCode.Digits)
        {
            return TakeOffline(digits, nowMs);
        }
        if (!_codes.TryFind(digits, count))
        {
            return _codes.IsUnreadable ? TellUnreadable(nowMs) : EntryOutcome.Wrong;
        }
        return TakeTableCode(_codes.Record, nowMs);
    }

    /// <inheritdoc />
    public bool TryPay(Opening opening, uint eventNumber)
    {
        switch (opening.Kind)
        {
            case EventKind.CodeAccepted:
                return _uses.TryCountOpening(opening.Detail1, opening.IsLimited);
            case EventKind.OfflineAccepted:
                return _offline.TryMark();
            case EventKind.Reopened:
                // Paid for already.
                return true;
            default:
                return false;
        }
    }

    // Not the visitor's fault, so it does not lock the keypad.
    private EntryOutcome TellUnreadable(long nowMs)
    {
        _journal.TryAppend(EventKind.CodeRefused, 0, 0, (uint)RefusalReason.OutOfOrder);
        Show(RefusalReason.OutOfOrder, 0, nowMs);
        return EntryOutcome.NotCounted;
    }

    private EntryOutcome TakeTableCode(CodeRecord code, long nowMs)
    {
        GenuineId = code.CodeId;
        WantsMoreTime = (code.Flags & CodeFlags.MoreTime) != 0;
        if ((code.Flags & CodeFlags.SecondLanguage) != 0)
        {
            _panel.State.Language = _settings.IsEnglishFirst ? Language.German : Language.English;
        }
        if ((code.Flags & CodeFlags.Duress) != 0)
        {
            // Silent: nothing else may differ from the code it stands for.
            _journal.TryAppend(EventKind.DuressEntered, NumberOf(code), code.CodeId, 0);
        }
        uint now = _journal.Time;
        bool isMaintenance = (code.Flags & CodeFlags.Maintenance) != 0;
        if (!_codes.IsValid(now, out RefusalReason reason, out uint at))
        {
            return Refuse(code, reason, at, nowMs);
        }
        if (isMaintenance)
        {
            return EnterMenu(code, nowMs);
        }
        if (now != 0 && !_settings.Hours.IsOpen(_settings.ToLocal(now)))
        {
            return Refuse(code, RefusalReason.OutsideHours, 0, nowMs);
        }
        if ((code.Flags & CodeFlags.Deposit) == 0 && code.Compartment != CodeRecord.AnyCompartment)
        {
            return Open(code, nowMs);
        }
        int answerMs = WantsMoreTime ? MoreTimeMs : _settings.EntryTimeoutMs;
        return _depositDesk.TryBegin(code, answerMs, nowMs, out reason)
            ? _depositDesk.Outcome : Refuse(code, reason, 0, nowMs);
    }

    private EntryOutcome EnterMenu(CodeRecord code, long nowMs)
    {
        if (code.Uses > 0 && _uses.UsedOf(code.CodeId) >= code.Uses)
        {
            return Refuse(code, RefusalReason.UsedUp, 0, nowMs);
        }
        if (!_uses.TryCountOpening(code.CodeId, code.Uses > 0) || !_menu.TryEnter(code.CodeId, nowMs))
        {
            return Refuse(code, RefusalReason.OutOfOrder, 0, nowMs);
        }
        return Opened(_uses.WasFirst);
    }

    private EntryOutcome Open(CodeRecord code, long nowMs)
    {
        int compartment = code.Compartment;
        bool isReopening = _reopenings.Allows(compartment, code.CodeId, nowMs);
        if (!isReopening && code.Uses > 0 && _uses.UsedOf(code.CodeId) >= code.Uses)
        {
            return Refuse(code, RefusalReason.UsedUp, 0, nowMs);
        }
        EventKind kind = isReopening ? EventKind.Reopened : EventKind.CodeAccepted;
        _opening.FillForCode(kind, compartment, code.CodeId, 0, code.CodeId, code.Uses > 0);
        // A code issued before something else was put in opens nothing.
        return _deposits.IsOfAnother(compartment, code.CodeId) || !TryOpen(nowMs)
            ? Refuse(code, RefusalReason.OutOfOrder, 0, nowMs) : Opened(!isReopening && _uses.WasFirst);
    }

    private EntryOutcome TakeOffline(byte[] digits, long nowMs)
    {
        uint now = _journal.Time;
        // Without the time or the floors below which codes are revoked nothing can be judged.
        if (now == 0 || _table.IsFaulty)
        {
            RefusalReason reason = now == 0 ? RefusalReason.ClockUnknown : RefusalReason.OutOfOrder;
            _panel.ShowRefusal(reason, 0, nowMs);
            return EntryOutcome.NotCounted;
        }
        OfflineAnswer answer = _offline.Check(digits, now);
        if (answer == OfflineAnswer.Wrong)
        {
            return EntryOutcome.Wrong;
        }
        OfflineCode code = _offline.Code;
        GenuineId = IdOf(code);
        bool isReopening = answer == OfflineAnswer.RefusedGenuine && _offline.Reason == RefusalReason.UsedUp
            && _reopenings.Allows(code.Compartment, GenuineId, nowMs);
        if (answer == OfflineAnswer.Opens || isReopening)
        {
            return OpenOffline(code, isReopening, now, nowMs);
        }
        RefuseOffline(code, _offline.Reason, _offline.At, nowMs);
        return answer == OfflineAnswer.RefusedGenuine ? EntryOutcome.Refused : EntryOutcome.WrongButTold;
    }

    private EntryOutcome OpenOffline(OfflineCode code, bool isReopening, uint now, long nowMs)
    {
        int compartment = code.Compartment;
        if (!_settings.Hours.IsOpen(_settings.ToLocal(now)))
        {
            return RefuseOffline(code, RefusalReason.OutsideHours, 0, nowMs);
        }
        bool isFirst = _offline.IsFirstUse;
        if (isReopening)
        {
            _opening.FillForCode(EventKind.Reopened, compartment, 0, 0, IdOf(code), false);
        }
        else
        {
            uint mark = (uint)code.Mark;
            _opening.FillForCode(EventKind.OfflineAccepted, compartment, code.Start, mark, IdOf(code), false);
        }
        return _deposits.IsTaken(compartment) || !TryOpen(nowMs)
            ? RefuseOffline(code, RefusalReason.OutOfOrder, 0, nowMs) : Opened(isFirst);
    }

    private bool TryOpen(long nowMs)
    {
        if (!_opener.TryOpen(_opening, this))
        {
            return false;
        }
        _panel.ShowAccepted(_opening.Compartment, nowMs);
        return true;
    }

    private static EntryOutcome Opened(bool isFirst) => isFirst ? EntryOutcome.OpenedFirst : EntryOutcome.Opened;

    private EntryOutcome Refuse(CodeRecord code, RefusalReason reason, uint at, long nowMs)
    {
        _journal.TryAppend(EventKind.CodeRefused, NumberOf(code), code.CodeId, (uint)reason);
        Show(reason, at, nowMs);
        return EntryOutcome.Refused;
    }

    private EntryOutcome RefuseOffline(OfflineCode code, RefusalReason reason, uint at, long nowMs)
    {
        uint detail = OfflineDetails.Encode(code.Mark, reason);
        _journal.TryAppend(EventKind.OfflineRefused, code.Compartment, code.Start, detail);
        Show(reason, at, nowMs);
        return EntryOutcome.Refused;
    }

    private void Show(RefusalReason reason, uint at, long nowMs) =>
        _panel.ShowRefusal(reason, at == 0 ? 0 : _settings.ToLocal(at), nowMs);

    private static int NumberOf(CodeRecord code) =>
        code.Compartment == CodeRecord.AnyCompartment ? 0 : code.Compartment;

    private static uint IdOf(OfflineCode code) => OfflineIdBase | code.Number;
}
