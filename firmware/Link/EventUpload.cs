using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Link;

/// <summary>Writes what the gateway does not hold yet: in order, a Gap first where events were overwritten.</summary>
/// <param name="deposits">Told anew before a gap takes their events.</param>
public sealed class EventUpload(Journal journal, DepositStore deposits)
{
    // Ours: each event is 20 bytes of FRAM (TickBudget), and some 1,200 instructions.
    private const int EventsMax = 5;

    // Longer than it takes to find out that a chip answers nonsense.
    private const int DoubtMs = 10000;

    private readonly Journal _journal = journal;
    private readonly DepositStore _deposits = deposits;
    private readonly EventBatchWriter _writer = new EventBatchWriter();
    private readonly JournalEntry _entry = new JournalEntry();
    private readonly JournalEvent _telegram = new JournalEvent();

    private uint _doubtful;
    private long _doubtfulUntilMs;

    /// <summary>Writes the body.</summary>
    /// <returns>Its length; 0 when nothing can be told now.</returns>
    public int Write(byte[] buffer, int offset, int capacity, long nowMs)
    {
        uint number = _journal.FirstToSend;
        if (_journal.Overwritten > 0 && _deposits.TellAgain(_journal.Acknowledged + 1, number))
        {
            return 0;
        }
        _journal.BeginRow();
        _writer.Begin(number, buffer, offset, capacity);
        if (_journal.Overwritten > 0)
        {
            FillGap(number, _journal.Overwritten);
            _writer.TryAdd(_telegram);
            number++;
        }
        for (int i = 0; i < EventsMax && number <= _journal.LastNumber; i++)
        {
            if (!TryFill(number, nowMs) || !_writer.TryAdd(_telegram))
            {
                break;
            }
            number++;
            if (_journal.HasMended)
            {
                // One a telegram, for the tick's budget.
                break;
            }
        }
        return number == _journal.FirstToSend ? 0 : _writer.Count;
    }

    // An entry that is damaged is gone like an overwritten one; its number stays consumed. But a chip that does not
    // answer, or answers nonsense for a while, has lost nothing: what reads badly is read again before it is given up.
    private bool TryFill(uint number, long nowMs)
    {
        if (_journal.TryReadRow(number, _entry))
        {
            Fill();
            return true;
        }
        if (number != _doubtful)
        {
            _doubtful = number;
            _doubtfulUntilMs = nowMs + DoubtMs;
        }
        bool isGone = _journal.HasAnswered && nowMs >= _doubtfulUntilMs && !_deposits.TellAgain(number, number);
        if (isGone)
        {
            FillGap(number, 1);
        }
        return isGone;
    }

    private void FillGap(uint number, uint lost)
    {
        _telegram.Number = number;
        _telegram.Time = _journal.Time;
        _telegram.Kind = (int)EventKind.Gap;
        _telegram.Compartment = 0;
        _telegram.DetailCount = 1;
        _telegram.Details[0] = lost;
    }

    private void Fill()
    {
        _telegram.Number = _entry.Number;
        _telegram.Time = _entry.Time;
        _telegram.Kind = (int)_entry.Kind;
        _telegram.Compartment = _entry.Compartment;
        _telegram.DetailCount = EventRegistry.DetailsOf(_entry.Kind);
        _telegram.Details[0] = _entry.Detail1;
        _telegram.Details[1] = _entry.Detail2;
        if (_entry.Kind == EventKind.OfflineRefused)
        {
            _telegram.Details[1] = OfflineDetails.Mark(_entry.Detail2);
            _telegram.Details[2] = OfflineDetails.Reason(_entry.Detail2);
        }
        if (_entry.Kind == EventKind.Summed)
        {
            _telegram.Details[0] = SumDetails.Kind(_entry.Detail1);
            _telegram.Details[1] = SumDetails.Count(_entry.Detail1);
            _telegram.Details[2] = _entry.Detail2;
        }
        if (_entry.Kind == EventKind.Booted)
        {
            _telegram.Details[0] = BootDetails.Reason(_entry.Detail2);
            _telegram.Details[1] = _entry.Detail1;
            _telegram.Details[2] = BootDetails.Version(_entry.Detail2);
        }
    }
}
