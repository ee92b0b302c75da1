using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Link;

/// <summary>Writes what the gateway does not hold yet: in order, a Gap first where events were overwritten.</summary>
public sealed class EventUpload
{
    // Ours: each event is an FRAM read of 0.5 ms, and a tick has 10 ms.
    private const int EventsMax = 12;

    private readonly Journal journal;
    private readonly EventBatchWriter writer = new EventBatchWriter();
    private readonly JournalEntry entry = new JournalEntry();
    private readonly JournalEvent telegram = new JournalEvent();

    /// <summary>An upload of this journal.</summary>
    public EventUpload(Journal journal)
    {
        this.journal = journal;
    }

    /// <summary>Writes the body.</summary>
    public int Write(byte[] buffer, int offset, int capacity)
    {
        uint number = journal.FirstToSend;
        writer.Begin(number, buffer, offset, capacity);
        if (journal.Overwritten > 0)
        {
            FillGap(number, journal.Overwritten);
            writer.TryAdd(telegram);
            number++;
        }
        for (int i = 0; i < EventsMax && number <= journal.LastNumber; i++)
        {
            // An entry that is damaged is gone like an overwritten one; its number stays consumed.
            if (journal.TryRead(number, entry))
            {
                Fill();
            }
            else
            {
                FillGap(number, 1);
            }
            if (!writer.TryAdd(telegram))
            {
                break;
            }
            number++;
        }
        return writer.Count;
    }

    private void FillGap(uint number, uint lost)
    {
        telegram.Number = number;
        telegram.Time = journal.Time;
        telegram.Kind = (int)EventKind.Gap;
        telegram.Compartment = 0;
        telegram.DetailCount = 1;
        telegram.Details[0] = lost;
    }

    private void Fill()
    {
        telegram.Number = entry.Number;
        telegram.Time = entry.Time;
        telegram.Kind = (int)entry.Kind;
        telegram.Compartment = entry.Compartment;
        telegram.DetailCount = DetailCount(entry.Kind);
        telegram.Details[0] = entry.Detail1;
        telegram.Details[1] = entry.Detail2;
        if (entry.Kind == EventKind.Booted)
        {
            telegram.DetailCount = 3;
            telegram.Details[0] = BootDetails.Reason(entry.Detail2);
            telegram.Details[1] = entry.Detail1;
            telegram.Details[2] = BootDetails.Version(entry.Detail2);
        }
    }

    private static int DetailCount(EventKind kind)
    {
        switch (kind)
        {
            case EventKind.KeypadUnlocked:
            case EventKind.DoorOpened:
            case EventKind.BreakIn:
            case EventKind.MainsLost:
            case EventKind.MainsRestored:
            case EventKind.TamperOpened:
            case EventKind.TamperClosed:
                return 0;
            case EventKind.CodeRefused:
            case EventKind.Pulsed:
            case EventKind.OrderStarted:
            case EventKind.OrderFinished:
            case EventKind.TableApplied:
            case EventKind.ClockSet:
                return 2;
            default:
                return 1;
        }
    }
}
