using System.Globalization;
using System.Text.RegularExpressions;
using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Keypad;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Firmware.Storage;

public sealed partial class StoreTests
{
    private readonly TornBus _bus = new();

    [Fact]
    public void The_check_values_of_both_crcs_are_those_of_the_catalogue()
    {
        byte[] digits = "123456789"u8.ToArray();

        // CRC-32/ISO-HDLC and CRC-16/IBM-3740: check values of the CRC catalogue.
        Assert.Equal(0xCBF43926u, Crc.Compute32(digits, 0, 9));
        Assert.Equal(0x29B1, Crc.Compute16(digits, 0, 9));
    }

    [Fact]
    public void An_atomic_record_is_the_old_or_the_new_one_after_a_cut_at_any_byte()
    {
        for (int cut = 0; cut <= 12 + AtomicRecord.OverheadBytes; cut++)
        {
            byte[] payload = new byte[12];
            AtomicRecord record = new(Fram(), 0x100, 12);
            Array.Fill(payload, (byte)0xAA);
            Assert.True(record.TryStore(payload, 0));
            Array.Fill(payload, (byte)0x55);
            _bus.CutAfter(cut);
            bool isStored = record.TryStore(payload, 0);
            _bus.Restore();

            Assert.Equal(LoadResult.Loaded, new AtomicRecord(Fram(), 0x100, 12).Load(payload, 0));
            Assert.All(payload, b => Assert.Equal(isStored ? 0x55 : 0xAA, b));
        }
    }

    [Fact]
    [Trait("Promise", "D-09")]
    public void A_sequence_number_is_never_used_again_whatever_is_cut()
    {
        Assert.True(new SessionStore(Fram()).TryReset(new byte[16], 0));
        HashSet<uint> used = [];
        for (int boot = 0; boot < 40; boot++)
        {
            SessionStore session = new(Fram());
            Assert.Equal(LoadResult.Loaded, session.Load());
            _bus.CutAfter(boot);
            for (int i = 0; i < 300 && session.TryTakeSequence(out uint sequence); i++)
                Assert.True(used.Add(sequence));
            _bus.Restore();
        }

        Assert.NotEmpty(used);
    }

    [Fact]
    [Trait("Promise", "D-10")]
    public void A_spent_partial_iv_stays_spent_after_a_boot()
    {
        SessionStore session = new(Fram());
        Assert.True(session.TryReset(new byte[16], 0));
        Assert.True(session.IsFresh(0));
        Assert.True(session.TrySpend(41));

        SessionStore after = new(Fram());
        after.Load();

        Assert.False(after.IsFresh(41));
        Assert.True(after.IsFresh(42));
        Assert.False(after.TrySpend(40));
    }

    [Fact]
    [Trait("Promise", "D-03")]
    public void A_use_is_counted_or_not_after_a_cut_but_a_counted_one_is_never_lost()
    {
        for (int cut = 0; cut <= 8; cut++)
        {
            TornBus torn = new();
            UsesStore uses = new(new Fram(torn, Fram_FirstAddress));
            Assert.True(uses.TryLoad());
            Assert.True(uses.TryCount(7));
            torn.CutAfter(cut);
            int counted = 1 + (uses.TryCount(7) ? 1 : 0);
            torn.Restore();

            UsesStore after = new(new Fram(torn, Fram_FirstAddress));
            Assert.True(after.TryLoad());
            Assert.Equal(counted, after.UsedOf(7));
        }
    }

    [Fact]
    public void A_thousand_codes_are_counted_and_freed()
    {
        UsesStore uses = new(Fram());
        Assert.True(uses.TryLoad());
        for (uint code = 1; code <= UsesStore.Capacity; code++)
            Assert.True(uses.TryCount(code));

        Assert.False(uses.TryCount(5000));
        Assert.True(uses.TryFree(10));
        Assert.True(uses.TryCount(5000));
        UsesStore after = new(Fram());
        Assert.True(after.TryLoad());
        Assert.Equal(1, after.UsedOf(5000));
        Assert.Equal(0, after.UsedOf(11));
    }

    [Fact]
    [Trait("Promise", "D-10")]
    public void The_last_32_orders_keep_their_outcome_and_older_ones_are_forgotten()
    {
        OrderMemory orders = new(Fram());
        Assert.True(orders.TryLoad());
        for (uint id = 1; id <= 40; id++)
            Assert.True(orders.TryRemember(id, OrderOutcome.Done, id));

        OrderMemory after = new(Fram());
        Assert.True(after.TryLoad());

        Assert.Equal(40u, after.LastId);
        Assert.True(after.IsForgotten(8));
        Assert.False(after.IsForgotten(41));
        Assert.Equal(OrderOutcome.Done, after.OutcomeAt(after.Find(9)));
    }

    [Fact]
    [Trait("Promise", "D-04")]
    public void Lockout_grows_survives_power_loss_and_is_ended_by_a_genuine_code()
    {
        Lockout lockout = new(Fram());
        lockout.Load();
        List<int> minutes = [];
        for (int wrong = 1; wrong <= 14; wrong++)
        {
            lockout.CountWrong();
            minutes.Add(lockout.RemainingSeconds / 60);
            lockout.Tick(wrong * 10_000_000L);
            lockout.Tick(wrong * 10_000_000L + 3_600_000);
        }

        Assert.Equal([0, 0, 0, 5, 0, 10, 0, 20, 0, 40, 0, 60, 0, 60], minutes);
        lockout.CountWrong();
        lockout.CountWrong();
        lockout.Tick(200_000_000);
        lockout.Tick(200_065_000);
        Lockout after = new(Fram());
        after.Load();
        after.Tick(0);
        Assert.InRange(after.RemainingSeconds, lockout.RemainingSeconds, lockout.RemainingSeconds + 10);
        after.EndStreak();
        Assert.False(after.CountWrong());
    }

    [Fact]
    [Trait("Promise", "D-13")]
    public void The_table_is_the_old_or_the_new_version_after_a_cut_at_any_byte_of_the_switch()
    {
        for (int cut = 0; cut <= SyncedTable.HeaderBytes + AtomicRecord.OverheadBytes; cut++)
        {
            TornBus torn = new();
            SyncedTable table = new(new Fram(torn, Fram_FirstAddress + 1));
            table.Load();
            while (table.Level())
                Assert.Equal(0u, table.Version);
            byte[] record = new byte[TableHalf.CodeBytes];
            record[23] = 5;
            Assert.True(table.Staging.TryWrite(0, record, 0, record.Length));
            torn.CutAfter(cut);
            bool isSwitched = table.TrySwitch(3, 0, 99);
            torn.Restore();

            SyncedTable after = new(new Fram(torn, Fram_FirstAddress + 1));
            after.Load();
            Assert.Equal(isSwitched ? 3u : 0u, after.Version);
            Assert.Equal(isSwitched ? 1 : 0, after.Active.Codes.Count);
        }
    }

    [Fact]
    public void Hardware_md_shows_the_map_and_nothing_overlaps()
    {
        string[] rows = [.. File.ReadLines(Path.Combine(Root(), "firmware", "HARDWARE.md"))
            .Where(line => MapRow().IsMatch(line))];
        int[] from = [.. rows.Select(row => Hex(MapRow().Match(row).Groups[2].Value))];
        int[] to = [.. rows.Select(row => Hex(MapRow().Match(row).Groups[3].Value))];

        Assert.Equal(
            [
                FramMap.Identity, FramMap.Session, FramMap.Boot, FramMap.JournalHead, FramMap.Lockout, FramMap.Budgets,
                FramMap.Orders, FramMap.Quarantine, FramMap.ToldStates, FramMap.Uses, FramMap.OfflineMemory,
                FramMap.Deposits,
                FramMap.EventSums, FramMap.JournalRing, FramMap.TableHeader, FramMap.TableHalf0, FramMap.Addresses,
                FramMap.TableHalf1
            ],
            from);
        int[] sizes =
        [
            AtomicRecord.SizeBytes(IdentityStore.PayloadBytes), AtomicRecord.SizeBytes(SessionStore.PayloadBytes),
            AtomicRecord.SizeBytes(BootRecord.PayloadBytes), AtomicRecord.SizeBytes(Journal.HeadBytes),
            AtomicRecord.SizeBytes(Lockout.PayloadBytes), AtomicRecord.SizeBytes(Budgets.PayloadBytes),
            OrderMemory.Capacity * AtomicRecord.SizeBytes(OrderMemory.PayloadBytes), AtomicRecord.SizeBytes(8),
            AtomicRecord.SizeBytes(ToldStates.PayloadBytes),
            UsesStore.Capacity * 6, 64 * AtomicRecord.SizeBytes(OfflineMemory.PayloadBytes), 64 * 10,
            EventSums.KindsMax * AtomicRecord.SizeBytes(EventSums.PayloadBytes),
            Journal.Capacity * Journal.EntryBytes, AtomicRecord.SizeBytes(SyncedTable.HeaderBytes),
            TableHalf.SizeBytes, AddressStore.Capacity * AtomicRecord.SizeBytes(AddressStore.PayloadBytes),
            TableHalf.SizeBytes
        ];
        Assert.All(sizes.Zip(from, to), part => Assert.InRange(part.Second + part.First - 1, 0, part.Third));
    }

    private const int Fram_FirstAddress = Fachwerk.Firmware.Chips.Fram.FirstAddress;

    private Fram Fram() => new(_bus, Fram_FirstAddress);

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Fachwerk.slnx")))
            folder = folder.Parent;
        Assert.NotNull(folder);
        return folder.FullName;
    }

    [GeneratedRegex(@"^\| ([AB]) \| 0x([0-9A-F]{4}) \| 0x([0-9A-F]{4}) \|")]
    private static partial Regex MapRow();
}
