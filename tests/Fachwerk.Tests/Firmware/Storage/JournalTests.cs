using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Link;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Firmware.Storage;

public sealed class JournalTests
{
    private readonly JournalEntry _entry = new();

    [Fact]
    [Trait("Promise", "D-08")]
    public void Keeps_every_event_and_number_through_power_loss_at_any_byte_of_a_write()
    {
        TornBus bus = new();
        Journal journal = Open(bus);
        for (uint i = 1; i <= 5; i++)
            Assert.True(journal.TryAppend(EventKind.Pulsed, 1, i, 0));

        const int BytesOfAnAppend = Journal.EntryBytes + Journal.HeadBytes + AtomicRecord.OverheadBytes;
        for (int cut = 0; cut <= BytesOfAnAppend; cut++)
        {
            TornBus torn = bus.Copy();
            Journal writer = Open(torn);
            torn.CutAfter(cut);
            bool isDurable = writer.TryAppend(EventKind.BreakIn, 2, 0xFFFFFFFF, 0xFFFFFFFF);
            torn.Restore();
            Journal reader = Open(torn);

            Assert.Equal(cut >= BytesOfAnAppend, isDurable);
            Assert.InRange(reader.LastNumber, isDurable ? 6u : 5u, 6u);
            for (uint number = 1; number <= 5; number++)
            {
                Assert.True(reader.TryRead(number, _entry));
                Assert.Equal((EventKind.Pulsed, number), (_entry.Kind, _entry.Detail1));
            }

            Assert.True(reader.TryAppend(EventKind.DoorOpened, 3, 0, 0));
            Assert.True(reader.TryRead(reader.LastNumber, _entry));
            Assert.Equal(EventKind.DoorOpened, _entry.Kind);
        }
    }

    [Theory]
    [Trait("Promise", "D-08")]
    [InlineData(EventKind.BreakIn)]
    [InlineData(EventKind.TamperOpened)]
    [InlineData(EventKind.DuressEntered)]
    public void An_alarm_waits_through_power_loss_at_any_byte_until_it_is_acknowledged(EventKind alarm)
    {
        TornBus bus = new();
        Journal journal = Open(bus);
        Assert.True(journal.TryAppend(EventKind.Pulsed, 1, 1, 0));
        const int BytesOfAnAppend = Journal.EntryBytes + Journal.HeadBytes + AtomicRecord.OverheadBytes;
        for (int cut = 0; cut <= BytesOfAnAppend; cut++)
        {
            TornBus torn = bus.Copy();
            Journal writer = Open(torn);
            torn.CutAfter(cut);
            writer.TryAppend(alarm, 2, 0, 0);
            torn.Restore();

            Assert.Equal(Open(torn).LastNumber == 2, Open(torn).HasAlarm);
        }

        journal.TryAppend(alarm, 2, 0, 0);
        journal.TryAppend(EventKind.Pulsed, 1, 1, 0);
        journal = Open(bus);
        bool waits = journal.HasAlarm;
        journal.TryAcknowledge(2);

        Assert.True(waits);
        Assert.False(journal.HasAlarm);
        Assert.False(Open(bus).HasAlarm);
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public void An_alarm_that_was_only_counted_waits_through_a_restart_behind_the_events_that_wait()
    {
        TornBus bus = new();
        Journal journal = Open(bus);
        for (int i = 0; i < EventRegistry.RepeatableMax; i++)
            journal.TryAppend(EventKind.CodeAccepted, 1, 1, 0);
        Assert.True(journal.TryAppend(EventKind.BreakIn, 2, 0, 0));

        Journal reader = Open(bus);
        bool waits = reader.HasAlarm;
        reader.TryAcknowledge(EventRegistry.RepeatableMax);

        Assert.True(waits);
        Assert.False(reader.HasAlarm);
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public void A_full_ring_overwrites_the_oldest_and_the_next_telegram_starts_with_a_gap()
    {
        TornBus bus = new();
        Journal journal = Open(bus);
        for (uint i = 0; i < Journal.Capacity + 10; i++)
            journal.TryAppend(EventKind.CodeAccepted, 1, i, 0);

        byte[] body = new byte[1000];
        int count = new EventUpload(journal, Deposits(bus, journal)).Write(body, 0, body.Length, 0);

        EventBatchReader reader = new();
        JournalEvent first = new();
        Assert.True(reader.TryBegin(body, 0, count, first));
        Assert.True(reader.TryNext(first));
        Assert.Equal((11u, (int)EventKind.Gap, 11L), (first.Number, first.Kind, first.Details[0]));
        Assert.True(reader.TryNext(first));
        Assert.Equal((12u, (int)EventKind.CodeAccepted, 11L), (first.Number, first.Kind, first.Details[0]));
    }

    // The next event is written over the oldest one, so that one is given up before.
    [Fact]
    [Trait("Promise", "D-08")]
    public void Every_event_that_a_full_ring_still_holds_is_whole_after_a_cut_at_any_byte()
    {
        TornBus bus = new();
        Journal full = Open(bus);
        for (uint i = 0; i < Journal.Capacity + 3; i++)
            full.TryAppend(EventKind.CodeAccepted, 1, i, 0);
        for (int cut = 0; cut <= Journal.EntryBytes; cut++)
        {
            TornBus torn = bus.Copy();
            Journal writer = Open(torn);
            torn.CutAfter(cut);
            writer.TryAppend(EventKind.CodeAccepted, 2, 0xFFFFFFFF, 0xFFFFFFFF);
            torn.Restore();
            Journal reader = Open(torn);

            Assert.InRange(reader.OldestHeld, full.OldestHeld, full.OldestHeld + 1);
            Assert.True(reader.TryRead(reader.OldestHeld, _entry));
            Assert.True(reader.TryRead(reader.LastNumber, _entry));
        }
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public void Acknowledged_events_stay_and_are_sent_again_when_the_gateway_went_back()
    {
        TornBus bus = new();
        Journal journal = Open(bus);
        for (uint i = 0; i < 20; i++)
            journal.TryAppend(EventKind.Pulsed, 1, i, 0);

        Assert.True(journal.TryAcknowledge(20));
        Assert.False(journal.HasUnacknowledged);
        Assert.True(journal.TryAcknowledge(12));
        Assert.Equal(13u, Open(bus).FirstToSend);
        Assert.True(journal.TryAcknowledge(999));
        Assert.Equal(20u, journal.Acknowledged);
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public void A_damaged_event_is_told_as_a_gap_of_one_once_it_stays_damaged()
    {
        TornBus bus = new();
        Journal journal = Open(bus);
        for (uint i = 0; i < 3; i++)
            journal.TryAppend(EventKind.Pulsed, 1, i, 0);
        bus.Chip(0)[FramMap.JournalRing + 2 * Journal.EntryBytes + 5] ^= 3;

        byte[] body = new byte[1000];
        EventUpload upload = new(journal, Deposits(bus, journal));
        upload.Write(body, 0, body.Length, 0);
        journal.TryAcknowledge(1);
        int early = upload.Write(body, 0, body.Length, 9_999);
        int count = upload.Write(body, 0, body.Length, 10_000);

        EventBatchReader reader = new();
        JournalEvent next = new();
        Assert.True(reader.TryBegin(body, 0, count, next));
        List<int> kinds = [];
        while (reader.TryNext(next))
            kinds.Add(next.Kind);
        Assert.Equal(0, early);
        Assert.Equal([(int)EventKind.Gap, (int)EventKind.Pulsed], kinds);
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public void A_deposit_whose_event_a_gap_would_take_is_told_anew_before_the_gap()
    {
        TornBus bus = new();
        Journal journal = Open(bus);
        DepositStore deposits = Deposits(bus, journal);
        Assert.True(journal.TryAppend(EventKind.CodeAccepted, 5, 4711, 0));
        Assert.True(deposits.TryTake(5, 4711, 1));
        for (uint i = 0; i < Journal.Capacity + 10; i++)
            journal.TryAppend(EventKind.CodeAccepted, 1, i, 0);
        uint last = journal.LastNumber;
        EventUpload upload = new(journal, deposits);
        byte[] body = new byte[1000];

        int first = upload.Write(body, 0, body.Length, 0);
        int second = upload.Write(body, 0, body.Length, 0);
        deposits.NoteKnown(last);
        bool isTaken = Deposits(bus, Open(bus)).IsTaken(5) && deposits.IsTaken(5);
        deposits.NoteKnown(last + 1);

        Assert.Equal(0, first);
        Assert.NotEqual(0, second);
        Assert.True(journal.TryRead(last + 1, _entry));
        Assert.Equal((EventKind.DepositKept, 5, 4711u), (_entry.Kind, _entry.Compartment, _entry.Detail1));
        Assert.True(isTaken);
        Assert.False(deposits.IsTaken(5));
    }

    private static DepositStore Deposits(TornBus bus, Journal journal)
    {
        DepositStore deposits = new(new Fram(bus, Fram.FirstAddress), journal);
        Assert.True(deposits.TryLoad());
        return deposits;
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public void Events_that_are_read_in_a_row_are_those_that_are_read_one_by_one()
    {
        TornBus bus = new();
        Journal journal = Open(bus);
        for (uint i = 1; i <= Journal.Capacity + 20; i++)
        {
            Assert.True(journal.TryAppend(EventKind.TableApplied, 0, i, i * i));
            Assert.True(journal.TryAcknowledge(i));
        }

        uint first = Journal.Capacity - 20;
        JournalEntry one = new();
        journal.BeginRow();
        for (uint number = first; number <= journal.LastNumber + 1; number++)
        {
            bool isRead = journal.TryReadRow(number, _entry);

            Assert.Equal(journal.TryRead(number, one), isRead);
            Assert.Equal(number <= journal.LastNumber, isRead);
            Assert.Equal(
                (one.Number, one.Kind, one.Detail1, one.Detail2),
                (_entry.Number, _entry.Kind, _entry.Detail1, _entry.Detail2));
        }
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public void What_was_appended_since_is_in_the_next_row()
    {
        Journal journal = Open(new TornBus());
        Assert.True(journal.TryAppend(EventKind.BreakIn, 1, 0, 0));
        journal.BeginRow();
        Assert.True(journal.TryReadRow(1, _entry));
        Assert.True(journal.TryAppend(EventKind.BreakIn, 2, 0, 0));

        Assert.True(journal.TryReadRow(2, _entry));
        Assert.Equal(2, _entry.Compartment);
    }

    private static Journal Open(TornBus bus)
    {
        Journal journal = new(new Fram(bus, Fram.FirstAddress));
        Assert.NotEqual(LoadResult.NoAnswer, journal.Load());
        return journal;
    }
}
