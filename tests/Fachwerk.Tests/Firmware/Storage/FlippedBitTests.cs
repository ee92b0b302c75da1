using System.Globalization;
using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Keypad;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Firmware.Storage;

/// <summary>Whichever single bit of the memory flips: the value stays, the cell is mended and told of once.</summary>
[Trait("Promise", "D-08")]
public sealed class FlippedBitTests
{
    private const int Slots = 30;

    private readonly TornBus _bus = new();
    private MendedCells _mended = new();

    public static TheoryData<int, int, int> AtomicRecords() => new()
    {
        { 0, FramMap.Identity, IdentityStore.PayloadBytes }, { 0, FramMap.Session, SessionStore.PayloadBytes },
        { 0, FramMap.Boot, BootRecord.PayloadBytes }, { 0, FramMap.JournalHead, Journal.HeadBytes },
        { 0, FramMap.Lockout, Lockout.PayloadBytes }, { 0, FramMap.Budgets, Budgets.PayloadBytes },
        { 0, FramMap.Orders + 7 * AtomicRecord.SizeBytes(OrderMemory.PayloadBytes), OrderMemory.PayloadBytes },
        { 0, FramMap.Quarantine, Fachwerk.Firmware.Compartments.Quarantine.PayloadBytes },
        { 0, FramMap.ToldStates, ToldStates.PayloadBytes },
        { 0, FramMap.EventSums + 40 * AtomicRecord.SizeBytes(EventSums.PayloadBytes), EventSums.PayloadBytes },
        { 0, FramMap.OfflineMemory + 63 * AtomicRecord.SizeBytes(OfflineMemory.PayloadBytes), 8 },
        { 1, FramMap.TableHeader, SyncedTable.HeaderBytes },
        { 1, FramMap.Addresses + 3 * AtomicRecord.SizeBytes(AddressStore.PayloadBytes), AddressStore.PayloadBytes }
    };

    [Theory]
    [MemberData(nameof(AtomicRecords))]
    public void Any_bit_of_an_atomic_record_in_either_copy(int chip, int address, int payloadBytes)
    {
        byte[] payload = new byte[payloadBytes];
        AtomicRecord writer = new(Chip(chip), address, payloadBytes);
        for (int write = 1; write <= 3; write++)
        {
            new Random(write).NextBytes(payload);
            Assert.True(writer.TryStore(payload, 0));
        }

        string Read()
        {
            AtomicRecord record = new(Chip(chip), address, payloadBytes);
            Assert.Equal(LoadResult.Loaded, record.Load(payload, 0));
            return Convert.ToHexString(payload) + record.IsDoubtful;
        }

        FlipEach(chip, address, AtomicRecord.SizeBytes(payloadBytes), Read);
    }

    [Fact]
    public void Any_bit_of_a_copy_that_was_never_written()
    {
        byte[] payload = new byte[8];
        Assert.True(new AtomicRecord(Chip(0), FramMap.Lockout, 8).TryStore(payload, 0));

        string Read()
        {
            AtomicRecord record = new(Chip(0), FramMap.Lockout, 8);
            return record.Load(payload, 0).ToString() + record.IsDoubtful;
        }

        FlipEach(0, FramMap.Lockout, AtomicRecord.SizeBytes(8), Read);
        FlipEach(0, FramMap.Orders, AtomicRecord.SizeBytes(9), Read: () => OrdersHeld().ToString(Invariant));
    }

    [Fact]
    public void Any_bit_of_an_event_in_the_journal()
    {
        Journal journal = Opened();
        for (uint i = 1; i <= Slots; i++)
            Assert.True(journal.TryAppend(EventKind.Pulsed, (int)i, i * 0x1234567, uint.MaxValue - i));

        FlipEach(0, FramMap.JournalRing + Journal.EntryBytes, Slots * Journal.EntryBytes, ReadEvents);
    }

    [Fact]
    public void Any_bit_of_a_use_counter()
    {
        UsesStore uses = new(Chip(0));
        Assert.True(uses.TryLoad());
        for (uint code = 1; code <= Slots; code++)
        {
            for (uint use = 0; use <= code % 5; use++)
                Assert.True(uses.TryCount(code * 0x01234567));
        }

        FlipEach(0, FramMap.Uses, Slots * 6, ReadUses);
    }

    [Fact]
    public void Any_bit_of_a_deposit_or_of_a_free_slot()
    {
        Journal journal = Opened();
        DepositStore deposits = new(Chip(0), journal);
        Assert.True(deposits.TryLoad());
        for (int compartment = 1; compartment <= Slots; compartment += 2)
            Assert.True(deposits.TryTake(compartment, (uint)compartment * 77777, (uint)compartment));

        FlipEach(0, FramMap.Deposits, Slots * 10, ReadDeposits);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Any_bit_of_a_slot_of_the_table_in_force(int half)
    {
        SyncedTable table = new(Chip(1));
        table.Load();
        FillTable(table);
        Assert.True(table.TrySwitch(2, 0, 99));
        while (half == 0 && table.Level())
            Assert.True(table.Staging.Codes.Count <= Slots);
        Assert.True(half == 1 || table.TrySwitch(3, 0, 99));

        int address = half == 0 ? FramMap.TableHalf0 : FramMap.TableHalf1;
        FlipEach(1, address, Slots * 26, ReadTable);
        FlipEach(1, address + 26_000, 12 * 10, ReadTable);
        FlipEach(1, address + 26_640, 3 * 96, ReadTable);
    }

    // What cannot be told yet is right where it is used and stays in its cell until it can.
    [Fact]
    public void More_than_can_wait_to_be_told_of_are_mended_when_they_are_read_again()
    {
        Journal journal = Opened();
        for (uint i = 1; i <= Slots; i++)
            Assert.True(journal.TryAppend(EventKind.Pulsed, 1, i, i));
        string events = ReadEvents();
        for (int i = 1; i <= MendedCells.Capacity + 4; i++)
            _bus.Chip(0)[FramMap.JournalRing + i * Journal.EntryBytes + 12] ^= 4;

        string first = ReadEvents();
        int toldFirst = Told();
        string second = ReadEvents();

        Assert.Equal((events, events), (first, second));
        Assert.Equal((MendedCells.Capacity, 4), (toldFirst, Told()));
    }

    [Fact]
    public void A_cell_that_flips_again_and_again_is_told_once()
    {
        Assert.True(Opened().TryAppend(EventKind.Pulsed, 1, 1, 1));

        for (int i = 0; i < 5; i++)
        {
            _bus.Chip(0)[FramMap.JournalRing + Journal.EntryBytes + 12] ^= 4;
            ReadEvents();
        }

        Assert.Equal(1, Told());
    }

    [Fact]
    public void What_only_the_bus_got_wrong_is_not_written_to_the_cell()
    {
        byte[] record = [1, 2, 3, 4];
        Assert.True(Chip(0).TryWrite(0x100, record, 0, 4));
        byte[] misread = [1, 2, 3 ^ 8, 4];
        byte[] garbage = [1, 2, 0xFF, 4];

        Assert.True(Chip(0).TryMend(0x100, misread, 0, 2 * 8 + 3));
        Assert.False(Chip(0).TryMend(0x100, garbage, 0, 2 * 8 + 3));

        Assert.Equal(record, misread);
        Assert.Equal(record, _bus.Chip(0)[0x100..0x104]);
        Assert.Equal(0, Told());
    }

    [Fact]
    public void Two_bits_are_never_taken_for_one()
    {
        byte[] record = new byte[26];
        new Random(1).NextBytes(record);
        int crc = Crc.Compute16(record, 0, 24);
        (record[24], record[25]) = ((byte)(crc >> 8), (byte)crc);
        byte[] counter = [9, 8, 7, 6, 5, 0];
        counter[5] = UsesCheck.Of(counter, 0);

        for (int first = 0; first < 26 * 8; first++)
        {
            for (int second = 0; second < first; second++)
                Assert.Equal(-1, Crc.FindFlip16(Flipped(record, first, second), 0, 26));
        }

        // The bit that every check has is beside the code: with it two others look like three.
        for (int first = 0; first < 47; first++)
        {
            for (int second = 0; second < first; second++)
                Assert.Equal(-1, UsesCheck.FindFlip(Flipped(counter, first, second), 0));
        }
    }

    private static CultureInfo Invariant => CultureInfo.InvariantCulture;

    private static byte[] Flipped(byte[] record, params int[] bits)
    {
        byte[] copy = [.. record];
        foreach (int bit in bits)
            copy[bit / 8] ^= (byte)(1 << bit % 8);
        return copy;
    }

    // Read once more, as at the next boot: nothing is found any more.
    private void FlipEach(int chip, int address, int count, Func<string> Read)
    {
        string value = Read();
        byte[] cells = [.. _bus.Chip(chip)];
        for (int bit = 0; bit < count * 8; bit++)
        {
            _mended = new MendedCells();
            _bus.Chip(chip)[address + bit / 8] ^= (byte)(1 << bit % 8);

            Assert.Equal(value, Read());

            string place = $"byte {bit / 8}, bit {bit % 8}";
            Assert.True(_mended.HasUntold, place);
            Assert.Equal(((uint)(chip * 65536 + address + bit / 8), (uint)bit % 8), (_mended.Address, _mended.Bit));
            Assert.True(cells.AsSpan().SequenceEqual(_bus.Chip(chip)), place);
            Assert.Equal(1, Told());
            Assert.Equal(value, Read());
            Assert.Equal(0, Told());
        }
    }

    private int Told()
    {
        int told = 0;
        for (; _mended.HasUntold; told++)
            _mended.Told();
        return told;
    }

    private Fram Chip(int index) => new(_bus, Fram.FirstAddress + index, _mended);

    private Journal Opened()
    {
        Journal journal = new(Chip(0));
        Assert.NotEqual(LoadResult.NoAnswer, journal.Load());
        return journal;
    }

    private int OrdersHeld()
    {
        OrderMemory orders = new(Chip(0));
        Assert.True(orders.TryLoad());
        return (int)orders.LastId;
    }

    private string ReadEvents()
    {
        Journal journal = Opened();
        JournalEntry entry = new();
        List<string> events = [];
        for (uint number = 1; number <= journal.LastNumber; number++)
        {
            Assert.True(journal.TryRead(number, entry));
            events.Add($"{entry.Number} {entry.Kind} {entry.Compartment} {entry.Detail1} {entry.Detail2}");
        }

        return string.Join(",", events);
    }

    private string ReadUses()
    {
        UsesStore uses = new(Chip(0));
        Assert.True(uses.TryLoad());
        return string.Join(",", Enumerable.Range(0, Slots + 1).Select(i => uses.UsedOf((uint)i * 0x01234567)));
    }

    private string ReadDeposits()
    {
        DepositStore deposits = new(Chip(0), Opened());
        Assert.True(deposits.TryLoad());
        return string.Join(",", Enumerable.Range(1, 64).Select(
            i => $"{deposits.IsTaken(i)} {deposits.IsOfAnother(i, (uint)i * 77777)}"));
    }

    private static void FillTable(SyncedTable table)
    {
        byte[] record = new byte[TableHalf.SettingBytesMax];
        for (int slot = 0; slot < Slots; slot++)
        {
            new Random(slot).NextBytes(record);
            Assert.True(table.Staging.TryWrite(slot, record, 0, TableHalf.CodeBytes));
        }

        for (int i = 0; i < TableHalf.Settings; i++)
        {
            record[0] = (byte)(i + 1);
            bool isFree = i % 3 == 2;
            Assert.True(table.Staging.TryWrite(TableHalf.FirstCompartment + i, record, 0, isFree ? 0 : 8));
            Assert.True(table.Staging.TryWrite(TableHalf.FirstSetting + i, record, 0, isFree ? 0 : 20 + 30 * i % 74));
        }

        for (int slot = TableHalf.FirstCompartment + 16; slot < TableHalf.FirstSetting; slot++)
            Assert.True(table.Staging.TryEmpty(slot));
    }

    private string ReadTable()
    {
        SyncedTable table = new(Chip(1));
        Assert.Equal(LoadResult.Loaded, table.Load());
        byte[] record = new byte[TableHalf.CodeBytes];
        string codes = "";
        for (int slot = 0; slot < Slots; slot++)
        {
            Assert.True(table.Active.TryReadCode(slot, record));
            codes += Convert.ToHexString(record);
        }

        return codes + table.Version + Convert.ToHexString(table.Active.Compartments)
            + Convert.ToHexString(table.Active.SettingRecords);
    }
}
