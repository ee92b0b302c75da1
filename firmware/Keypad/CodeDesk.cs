using Fachwerk.Firmware.Display;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Keypad;

/// <summary>
/// Takes an entry that has a code's length: looks it up, decides, and has the door opened. The event that explains an
/// opening is written first, the use is counted second, the pulse comes last.
/// </summary>
public sealed class CodeDesk
{
    /// <summary>Milliseconds that a code which asks for more time gives for what is typed after it.</summary>
    public const int MoreTimeMs = 30000;

    // No table code's id: their top 8 bits are a generation, which never gets that far.
    private const uint OfflineIdBase = 0xFF000000;

    private readonly DepotParts _parts;
    private readonly CodeTable _codes;
    private readonly OfflineCodes _offline;
    private readonly DepositDesk _deposits;
    private readonly MaintenanceMenu _menu;

    /// <summary>The desk of a depot.</summary>
    public CodeDesk(
        DepotParts parts, CodeTable codes, OfflineCodes offline, DepositDesk deposits, MaintenanceMenu menu)
    {
        _menu = menu;
        _deposits = deposits;
        _parts = parts;
        _codes = codes;
        _offline = offline;
    }

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

    // Not the visitor's fault, so it does not lock the keypad.
    private EntryOutcome TellUnreadable(long nowMs)
    {
        _parts.Journal.TryAppend(EventKind.CodeRefused, 0, 0, (uint)RefusalReason.OutOfOrder);
        Show(RefusalReason.OutOfOrder, 0, nowMs);
        return EntryOutcome.NotCounted;
    }

    private EntryOutcome TakeTableCode(CodeRecord code, long nowMs)
    {
        GenuineId = code.CodeId;
        WantsMoreTime = (code.Flags & CodeFlags.MoreTime) != 0;
        Settings settings = _parts.Settings;
        if ((code.Flags & CodeFlags.SecondLanguage) != 0)
        {
            _parts.Panel.State.Language = settings.IsEnglishFirst ? Language.German : Language.English;
        }
        if ((code.Flags & CodeFlags.Duress) != 0)
        {
            // Silent: nothing else may differ from the code it stands for.
            _parts.Journal.TryAppend(EventKind.DuressEntered, NumberOf(code), code.CodeId, 0);
        }
        uint now = _parts.Journal.Time;
        bool isMaintenance = (code.Flags & CodeFlags.Maintenance) != 0;
        if (!_codes.IsValid(now, out RefusalReason reason, out uint at))
        {
            return Refuse(code, reason, at, nowMs);
        }
        if (isMaintenance)
        {
            return EnterMenu(code, nowMs);
        }
        if (now != 0 && !settings.Hours.IsOpen(settings.ToLocal(now)))
        {
            return Refuse(code, RefusalReason.OutsideHours, 0, nowMs);
        }
        if ((code.Flags & CodeFlags.Deposit) == 0 && code.Compartment != CodeRecord.AnyCompartment)
        {
            return Open(code, nowMs);
        }
        int answerMs = WantsMoreTime ? MoreTimeMs : settings.EntryTimeoutMs;
        return _deposits.TryBegin(code, answerMs, nowMs, out reason)
            ? _deposits.Outcome : Refuse(code, reason, 0, nowMs);
    }

    private EntryOutcome EnterMenu(CodeRecord code, long nowMs)
    {
        if (code.Uses > 0 && _parts.Uses.UsedOf(code.CodeId) >= code.Uses)
        {
            return Refuse(code, RefusalReason.UsedUp, 0, nowMs);
        }
        if (!_parts.Uses.TryCountOpening(code.CodeId, code.Uses > 0) || !_menu.TryEnter(code.CodeId, nowMs))
        {
            return Refuse(code, RefusalReason.OutOfOrder, 0, nowMs);
        }
        return Opened(_parts.Uses.WasFirst);
    }

    private EntryOutcome Open(CodeRecord code, long nowMs)
    {
        int compartment = code.Compartment;
        bool isReopening = _parts.Reopenings.Allows(compartment, code.CodeId, nowMs);
        if (!isReopening && code.Uses > 0 && _parts.Uses.UsedOf(code.CodeId) >= code.Uses)
        {
            return Refuse(code, RefusalReason.UsedUp, 0, nowMs);
        }
        EventKind kind = isReopening ? EventKind.Reopened : EventKind.CodeAccepted;
        // A code issued before something else was put in opens nothing.
        bool isOthers = _parts.Deposits.IsOfAnother(compartment, code.CodeId);
        if (isOthers || !_parts.Opener.CanOpen(compartment)
            || !_parts.Journal.TryAppend(kind, compartment, code.CodeId, 0)
            || (!isReopening && !_parts.Uses.TryCountOpening(code.CodeId, code.Uses > 0))
            || !_parts.Opener.TryRequest(compartment, 0))
        {
            return Refuse(code, RefusalReason.OutOfOrder, 0, nowMs);
        }
        _parts.Reopenings.Note(compartment, code.CodeId);
        _parts.Panel.ShowAccepted(compartment, nowMs);
        return Opened(!isReopening && _parts.Uses.WasFirst);
    }

    private EntryOutcome TakeOffline(byte[] digits, long nowMs)
    {
        uint now = _parts.Journal.Time;
        // Without the time or the floors below which codes are revoked nothing can be judged.
        if (now == 0 || _parts.Table.IsFaulty)
        {
            RefusalReason reason = now == 0 ? RefusalReason.ClockUnknown : RefusalReason.OutOfOrder;
            _parts.Panel.ShowRefusal(reason, 0, nowMs);
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
            && _parts.Reopenings.Allows(code.Compartment, GenuineId, nowMs);
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
        Settings settings = _parts.Settings;
        if (!settings.Hours.IsOpen(settings.ToLocal(now)))
        {
            return RefuseOffline(code, RefusalReason.OutsideHours, 0, nowMs);
        }
        bool isFirst = _offline.IsFirstUse;
        if (_parts.Deposits.IsTaken(compartment) || !_parts.Opener.CanOpen(compartment)
            || !TryAppendOpening(code, isReopening)
            || !_offline.TryMark()
            || !_parts.Opener.TryRequest(compartment, 0))
        {
            return RefuseOffline(code, RefusalReason.OutOfOrder, 0, nowMs);
        }
        _parts.Reopenings.Note(compartment, IdOf(code));
        _parts.Panel.ShowAccepted(compartment, nowMs);
        return Opened(isFirst);
    }

    private bool TryAppendOpening(OfflineCode code, bool isReopening) => isReopening
        ? _parts.Journal.TryAppend(EventKind.Reopened, code.Compartment, 0, 0)
        : _parts.Journal.TryAppend(EventKind.OfflineAccepted, code.Compartment, code.Start, (uint)code.Mark);

    private static EntryOutcome Opened(bool isFirst) => isFirst ? EntryOutcome.OpenedFirst : EntryOutcome.Opened;

    private EntryOutcome Refuse(CodeRecord code, RefusalReason reason, uint at, long nowMs)
    {
        _parts.Journal.TryAppend(EventKind.CodeRefused, NumberOf(code), code.CodeId, (uint)reason);
        Show(reason, at, nowMs);
        return EntryOutcome.Refused;
    }

    private EntryOutcome RefuseOffline(OfflineCode code, RefusalReason reason, uint at, long nowMs)
    {
        uint detail = OfflineDetails.Encode(code.Mark, reason);
        _parts.Journal.TryAppend(EventKind.OfflineRefused, code.Compartment, code.Start, detail);
        Show(reason, at, nowMs);
        return EntryOutcome.Refused;
    }

    private void Show(RefusalReason reason, uint at, long nowMs) =>
        _parts.Panel.ShowRefusal(reason, at == 0 ? 0 : _parts.Settings.ToLocal(at), nowMs);

    private static int NumberOf(CodeRecord code) =>
        code.Compartment == CodeRecord.AnyCompartment ? 0 : code.Compartment;

    private static uint IdOf(OfflineCode code) => OfflineIdBase | code.Number;
}
