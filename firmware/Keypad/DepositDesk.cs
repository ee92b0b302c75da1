using Fachwerk.Firmware.Compartments;
using Fachwerk.Firmware.Display;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Keypad;

/// <summary>
/// Finds a compartment for a deposit: asks for the size where there is a choice, takes the compartment, and for a
/// minute after the door has closed lets it be opened again or changed for a larger one. A door that closes ends a
/// deposit, never a key.
/// </summary>
public sealed class DepositDesk(
    FreeCompartments free, SyncedTable table, Journal journal, UsesStore uses, DepositStore deposits,
    Quarantine quarantine, Reopenings reopenings, DoorWatch doors, DoorOpener opener, FrontPanel panel) : IOpeningCost
{
    /// <summary>Milliseconds after the closing in which the last deposit may be changed.</summary>
    public const int OfferMs = 60000;

    private const int Sizes = 3;

    private readonly FreeCompartments _free = free;
    private readonly SyncedTable _table = table;
    private readonly Journal _journal = journal;
    private readonly UsesStore _uses = uses;
    private readonly DepositStore _deposits = deposits;
    private readonly Quarantine _quarantine = quarantine;
    private readonly Reopenings _reopenings = reopenings;
    private readonly DoorWatch _doors = doors;
    private readonly DoorOpener _opener = opener;
    private readonly FrontPanel _panel = panel;
    private readonly Opening _opening = new Opening();
    private readonly int[] _counts = new int[Sizes + 1];
    private DepositStep _step;
    private long _stepUntilMs;
    private DepositRequest _asked = new DepositRequest();
    private DepositRequest _made = new DepositRequest();
    private int _compartment;
    private int _timesOpened;
    private bool _awaitsDoor;
    private bool _hasOpened;
    private long _offerUntilMs;

    /// <summary>What the code or the answer typed last came to.</summary>
    public EntryOutcome Outcome { get; private set; }

    /// <summary>True while it waits for an answer at the keypad.</summary>
    public bool IsAsking => _step != DepositStep.None;

    /// <summary>
    /// True while the last deposit may be opened again or changed: not once anything else opened its compartment.
    /// </summary>
    public bool IsOffering(long nowMs) => nowMs < _offerUntilMs && IsUntouched;

    /// <summary>Another code was typed: whoever is at the keypad now did not make the last deposit.</summary>
    public void EndOffer(uint codeId)
    {
        if (codeId != _made.CodeId)
        {
            _offerUntilMs = 0;
        }
    }

    /// <summary>Begins a deposit.</summary>
    /// <param name="code">Valid now; its uses are counted here.</param>
    /// <param name="answerMs">How long an answer may take.</param>
    /// <param name="reason">Why not.</param>
    /// <returns>False when it is refused.</returns>
    public bool TryBegin(CodeRecord code, int answerMs, long nowMs, out RefusalReason reason)
    {
        _asked.Take(code);
        Outcome = EntryOutcome.Refused;
        reason = RefusalReason.UsedUp;
        if (_asked.Uses > 0 && _uses.UsedOf(_asked.CodeId) >= _asked.Uses)
        {
            return false;
        }
        reason = RefusalReason.NoneFree;
        if (code.Compartment != CodeRecord.AnyCompartment)
        {
            return _free.IsFree(code.Compartment) && TryTake(code.Compartment, nowMs, out reason);
        }
        int only = CountSizes(_asked.Size, _asked.Features);
        if (only == 0)
        {
            return false;
        }
        if (only > 0)
        {
            return TryTake(_free.First(only, _asked.Features), nowMs, out reason);
        }
        Ask(DepositStep.Size, answerMs, nowMs);
        _panel.ShowSizes(_counts, nowMs, answerMs);
        return true;
    }

    /// <summary>Answers a question with a key.</summary>
    public void Press(char key, long nowMs)
    {
        DepositStep asked = _step;
        Outcome = EntryOutcome.Refused;
        int digit = key - '0';
        bool isAnswer = asked == DepositStep.Size
            ? digit >= 1 && digit <= Sizes && _counts[digit] > 0 : digit == 1 || digit == 2;
        if (key != '*' && !isAnswer)
        {
            _panel.Refuse();
            return;
        }
        _step = DepositStep.None;
        _panel.ClearMessage();
        if (key == '*')
        {
            return;
        }
        RefusalReason reason = RefusalReason.NoneFree;
        DepositRequest request = asked == DepositStep.Size ? _asked : _made;
        bool isDone = asked == DepositStep.Size
            ? TryTake(_free.First(digit, _asked.Features), nowMs, out reason)
            : digit == 1 ? TryReopen(nowMs) : TrySwap(_free.SizeOf(_compartment) + 1, nowMs);
        if (!isDone)
        {
            Refuse(request.CodeId, reason, nowMs);
        }
    }

    /// <summary>"0#": the last one again, or another.</summary>
    public void TakeBack(int answerMs, long nowMs)
    {
        if (!_hasOpened)
        {
            // The door never opened: nothing is in there, any other one will do.
            if (!TrySwap(_made.Size, nowMs))
            {
                Refuse(_made.CodeId, RefusalReason.NoneFree, nowMs);
            }
        }
        else if (CountSizes(_free.SizeOf(_compartment) + 1, _made.Features) != 0)
        {
            Ask(DepositStep.Swap, answerMs, nowMs);
            _panel.ShowSwap(nowMs, answerMs);
        }
        else if (!TryReopen(nowMs))
        {
            Refuse(_made.CodeId, RefusalReason.OutOfOrder, nowMs);
        }
    }

    /// <summary>Watches the door of the last deposit and the clock.</summary>
    public void Tick(long nowMs)
    {
        if (IsAsking && nowMs >= _stepUntilMs)
        {
            _step = DepositStep.None;
            _panel.ShowTimedOut(nowMs);
        }
        _deposits.NoteKnown(_table.AsOfEvent);
        if (!_awaitsDoor)
        {
            return;
        }
        DoorState state = _doors.StateOf(_compartment);
        _hasOpened |= state == DoorState.Open;
        bool isBlocked = !_hasOpened && _quarantine.IsQuarantined(_compartment);
        // A door that cannot be seen is not closed.
        if ((_hasOpened && state == DoorState.Closed) || isBlocked)
        {
            _awaitsDoor = false;
            _offerUntilMs = nowMs + OfferMs;
            _panel.OfferSwap(nowMs);
        }
    }

    /// <summary>Milliseconds until it must run again if no door or key changes.</summary>
    public int WaitMs(long nowMs) => Waits.Until(IsAsking, _stepUntilMs, nowMs);

    /// <inheritdoc />
    public bool TryPay(Opening opening, uint eventNumber)
    {
        uint codeId = opening.Detail1;
        switch (opening.Kind)
        {
            case EventKind.CodeAccepted:
                return _deposits.TryTake(opening.Compartment, codeId, eventNumber)
                    && _uses.TryCountOpening(codeId, opening.IsLimited);
            case EventKind.DepositSwapped:
                return _deposits.TryTake((int)opening.Detail2, codeId, eventNumber)
                    && _deposits.TryTake(opening.Compartment, codeId, eventNumber);
            case EventKind.Reopened:
                return true;
            default:
                return false;
        }
    }

    private bool IsUntouched => _reopenings.TimesOpened(_compartment) == _timesOpened;

    // The size that is left without a choice; 0 = none is free, −1 = there is a choice.
    private int CountSizes(int from, int features)
    {
        int only = 0;
        _free.Count(_counts, features);
        for (int size = 1; size <= Sizes; size++)
        {
            _counts[size] = size < from ? 0 : _counts[size];
            only = _counts[size] == 0 ? only : only == 0 ? size : -1;
        }
        return only;
    }

    private void Ask(DepositStep step, int answerMs, long nowMs)
    {
        _step = step;
        _stepUntilMs = nowMs + answerMs;
    }

    private bool TryTake(int compartment, long nowMs, out RefusalReason reason)
    {
        reason = compartment == 0 ? RefusalReason.NoneFree : RefusalReason.OutOfOrder;
        bool isTaken = compartment != 0 && TryOpen(EventKind.CodeAccepted, compartment, _asked.CodeId, 0, nowMs);
        if (isTaken)
        {
            Outcome = _uses.WasFirst ? EntryOutcome.OpenedFirst : EntryOutcome.Opened;
            DepositRequest before = _made;
            _made = _asked;
            _asked = before;
        }
        return isTaken;
    }

    // The question may have stood for a while.
    private bool TryReopen(long nowMs) =>
        IsUntouched && !_deposits.IsOfAnother(_compartment, _made.CodeId)
        && TryOpen(EventKind.Reopened, _compartment, _made.CodeId, 0, nowMs);

    // The one given back stays taken until the backend has heard of it: something may still be in there.
    private bool TrySwap(int sizeFrom, long nowMs)
    {
        int next = 0;
        for (int size = sizeFrom < 1 ? 1 : sizeFrom; size <= Sizes && next == 0; size++)
        {
            next = _free.First(size, _made.Features);
        }
        return next != 0 && TryOpen(EventKind.DepositSwapped, next, _made.CodeId, (uint)_compartment, nowMs);
    }

    private bool TryOpen(EventKind kind, int compartment, uint codeId, uint detail2, long nowMs)
    {
        _opening.FillForCode(kind, compartment, codeId, detail2, 0, _asked.Uses > 0);
        if (!_opener.TryOpen(_opening, this))
        {
            return false;
        }
        _compartment = compartment;
        _awaitsDoor = true;
        _hasOpened = false;
        _offerUntilMs = 0;
        _timesOpened = _reopenings.TimesOpened(compartment);
        _panel.ShowAccepted(compartment, nowMs);
        return true;
    }

    private void Refuse(uint codeId, RefusalReason reason, long nowMs)
    {
        _journal.TryAppend(EventKind.CodeRefused, 0, codeId, (uint)reason);
        _panel.ShowRefusal(reason, 0, nowMs);
    }
}
