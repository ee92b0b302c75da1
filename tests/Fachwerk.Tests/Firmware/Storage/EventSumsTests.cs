using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Link;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Firmware.Storage;

/// <summary>What the journal does with more events than it holds.</summary>
[Trait("Promise", "D-08")]
public sealed class EventSumsTests
{
    private const int Flood = 10_000;

    private readonly TornBus _bus = new();

    public static TheoryData<EventKind> Kinds() => [.. Enum.GetValues<EventKind>()];

    public static TheoryData<EventKind> Counted() => [.. Enum.GetValues<EventKind>().Where(IsCounted)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_has_its_room_and_a_record_if_it_is_counted(EventKind kind)
    {
        Assert.Contains(
            EventRegistry.WaitingMax(kind),
            (int[])[EventRegistry.GivesWayMax, EventRegistry.RepeatableMax, EventRegistry.KeptMax]);
        Assert.InRange((int)kind, 1, EventSums.KindsMax);
        Assert.InRange(EventRegistry.RepeatableMax, EventRegistry.GivesWayMax, Journal.Capacity);
    }

    [Theory]
    [MemberData(nameof(Counted))]
    public void However_often_it_comes_it_overwrites_nothing_and_is_told_to_the_last_one(EventKind kind)
    {
        Journal journal = Open(_bus);
        journal.TryAppend(EventKind.BreakIn, 5, 0, 0);
        journal.TryAppend(EventKind.CodeAccepted, 7, 4711, 0);
        journal.TryAppend(EventKind.DoorOpened, 7, 0, 0);
        for (int i = 0; i < Flood; i++)
        {
            journal.Time = (uint)i;
            Assert.True(journal.TryAppend(kind, 3, (uint)i, 0));
        }

        Assert.Equal(Flood + 3 - EventRegistry.WaitingMax(kind), journal.Sums.CountOf(kind));
        journal.TryAppend(EventKind.OrderStarted, 9, 1, 1);
        List<SeenEvent> told = Drain(Open(_bus));

        Assert.Equal(Enumerable.Range(1, told.Count), told.Select(e => (int)e.Number));
        Assert.Equal(
            [(EventKind.BreakIn, 5), (EventKind.CodeAccepted, 7), (EventKind.DoorOpened, 7)],
            told.Take(3).Select(e => (e.Kind, e.Compartment)));
        Assert.Contains(told, e => e.Kind == EventKind.OrderStarted && e.Compartment == 9);
        SeenEvent sum = Assert.Single(told, e => e.Kind == EventKind.Summed);
        int written = told.Count(e => e.Kind == kind && e.Compartment == 3);
        Assert.Equal((3, Flood - 1L), (sum.Compartment, sum.Time));
        Assert.Equal([(long)kind, Flood - written, Flood - 1], sum.Details);
    }

    [Fact]
    public void What_someone_must_know_is_still_written_one_by_one_after_a_flood_of_anything_else()
    {
        Journal journal = Open(_bus);
        foreach (EventKind kind in Enum.GetValues<EventKind>().Where(
            k => EventRegistry.WaitingMax(k) == EventRegistry.GivesWayMax))
        {
            for (int i = 0; i < Flood; i++)
                journal.TryAppend(kind, 3, 0, 0);
        }

        for (int i = 1; i <= 64; i++)
            journal.TryAppend(EventKind.BreakIn, i, 0, 0);
        List<SeenEvent> told = Drain(Open(_bus));

        Assert.Equal(
            Enumerable.Range(1, 64), told.Where(e => e.Kind == EventKind.BreakIn).Select(e => e.Compartment));
        Assert.DoesNotContain(told, e => e.Kind == EventKind.Gap);
        int kinds = Enum.GetValues<EventKind>().Count(k => EventRegistry.WaitingMax(k) == EventRegistry.GivesWayMax);
        Assert.Equal((long)Flood * kinds, told.Count - 64 - told.Count(e => e.Kind == EventKind.Summed)
            + told.Where(e => e.Kind == EventKind.Summed).Sum(e => e.Details[1]));
    }

    [Fact]
    public void A_sum_of_several_compartments_names_none()
    {
        Journal journal = Crowded();
        journal.TryAppend(EventKind.Flapping, 3, 11, 0);
        journal.TryAppend(EventKind.Flapping, 4, 11, 0);

        List<SeenEvent> told = Drain(journal);

        Assert.Contains(told, e => e.Kind == EventKind.Summed && e.Compartment == 0 && e.Details[1] == 2);
    }

    [Fact]
    public void A_count_ends_at_its_most_and_starts_anew_once_it_is_told()
    {
        Journal journal = Open(_bus);
        journal.TryCount(EventKind.CodeWrong, SumDetails.CountMax - 1, 0, 4);
        journal.TryCount(EventKind.CodeWrong, 5, 0, 3);
        List<SeenEvent> first = Drain(journal);
        journal.TryCount(EventKind.CodeWrong, 2, 0, 1);
        List<SeenEvent> second = Drain(Open(_bus));

        Assert.Equal([5, SumDetails.CountMax, 3], Assert.Single(first).Details);
        Assert.Equal([5, 2, 1], Assert.Single(second).Details);
    }

    [Fact]
    public void A_cut_at_any_byte_of_counting_leaves_it_counted_or_not()
    {
        Crowded().TryAppend(EventKind.CodeRefused, 3, 9, 1);
        const int BytesOfACount = EventSums.PayloadBytes + AtomicRecord.OverheadBytes;
        for (int cut = 0; cut <= BytesOfACount; cut++)
        {
            TornBus torn = _bus.Copy();
            Journal writer = Open(torn);
            torn.CutAfter(cut);
            bool isDurable = writer.TryAppend(EventKind.CodeRefused, 4, 9, 1);
            torn.Restore();
            Journal reader = Open(torn);

            Assert.Equal(cut >= BytesOfACount, isDurable);
            Assert.Equal(isDurable ? 2 : 1, reader.Sums.CountOf(EventKind.CodeRefused));
            Assert.Equal(writer.LastNumber, reader.LastNumber);
        }
    }

    [Fact]
    public void A_cut_at_any_byte_of_telling_leaves_a_sum_that_is_told_once()
    {
        Journal full = Crowded();
        for (int i = 0; i < 7; i++)
            full.TryAppend(EventKind.CodeRefused, 3, 9, 1);
        full.TryAcknowledge(full.LastNumber);
        for (int cut = 0; cut <= 80; cut++)
        {
            TornBus torn = _bus.Copy();
            Journal writer = Open(torn);
            torn.CutAfter(cut);
            writer.TellSum();
            torn.Restore();
            Journal after = Open(torn);
            after.TryAppend(EventKind.Booted, 0, 2, 0);
            List<SeenEvent> told = Drain(Open(torn));

            Assert.Equal(7, told.Where(e => e.Kind == EventKind.Summed).Sum(e => e.Details[1]));
            Assert.Equal(0, Open(torn).Sums.CountOf(EventKind.CodeRefused));
        }
    }

    [Fact]
    public void What_is_counted_after_a_sum_was_told_is_not_taken_for_told_at_the_next_start()
    {
        Journal journal = Crowded();
        journal.TryAppend(EventKind.CodeRefused, 3, 9, 1);
        Drain(journal);
        // A gateway that was restored has forgotten all: it is crowded again.
        journal.TryAcknowledge(0);
        journal.TryAppend(EventKind.CodeRefused, 3, 9, 1);

        Assert.Equal(1, Open(_bus).Sums.CountOf(EventKind.CodeRefused));
    }

    [Fact]
    public void A_sum_that_cannot_be_cleared_is_not_told_again()
    {
        Journal journal = Crowded();
        journal.TryAppend(EventKind.CodeRefused, 3, 9, 1);
        journal.TryAcknowledge(journal.LastNumber);
        _bus.CutAfter(Journal.EntryBytes + Journal.HeadBytes + AtomicRecord.OverheadBytes);
        journal.TellSum();
        _bus.Restore();
        uint told = journal.LastNumber;
        journal.TellSum();
        journal.TryAppend(EventKind.CodeWrong, 0, 8, 0);

        Assert.Equal(told, journal.LastNumber - 1);
        Assert.Equal(0, Open(_bus).Sums.CountOf(EventKind.CodeRefused));
    }

    private static bool IsCounted(EventKind kind) => EventRegistry.WaitingMax(kind) != EventRegistry.KeptMax;

    private Journal Crowded()
    {
        Journal journal = Open(_bus);
        while (journal.HasRoomForAll)
            journal.TryAppend(EventKind.TableApplied, 0, 1, 2);
        return journal;
    }

    // Sends what waits as the uplink does, each telegram acknowledged, and tells the sums when there is room.
    private List<SeenEvent> Drain(Journal journal)
    {
        byte[] body = new byte[1000];
        EventUpload upload = new(journal, new DepositStore(new Fram(_bus, Fram.FirstAddress), journal));
        EventBatchReader reader = new();
        JournalEvent next = new();
        List<SeenEvent> told = [];
        while (journal.HasUnacknowledged || journal.HasSumToTell)
        {
            journal.TellSum();
            int count = upload.Write(body, 0, body.Length, 0);
            Assert.True(reader.TryBegin(body, 0, count, next));
            while (reader.TryNext(next))
            {
                told.Add(new SeenEvent(
                    next.Number, (EventKind)next.Kind, next.Compartment, next.Time, next.Details[..next.DetailCount]));
            }

            Assert.True(journal.TryAcknowledge(told[^1].Number));
        }

        return told;
    }

    private static Journal Open(TornBus bus)
    {
        Journal journal = new(new Fram(bus, Fram.FirstAddress));
        Assert.NotEqual(LoadResult.NoAnswer, journal.Load());
        return journal;
    }
}
