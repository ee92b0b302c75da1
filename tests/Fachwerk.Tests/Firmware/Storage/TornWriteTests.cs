using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Storage;
using Xunit;

namespace Fachwerk.Tests.Firmware.Storage;

/// <summary>A write that was cut is never taken for a flipped bit of something else.</summary>
public sealed class TornWriteTests
{
    private const int Values = 400;

    // Values whose bytes differ in one bit, in many, or not at all.
    private static readonly uint[] Ids =
    [
        1, 2, 3, 4, 7, 8, 255, 256, 257, 0x703, 0x8000, 0xFFFF, 0x10000, 0x01234567, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE
    ];

    [Fact]
    [Trait("Promise", "D-03")]
    public void A_counter_cut_at_any_byte_of_its_first_use_counts_it_or_nothing()
    {
        foreach (uint id in Some(Ids))
        {
            for (int cut = 0; cut <= 8; cut++)
            {
                TornBus bus = new();
                UsesStore uses = Loaded(bus);
                bus.CutAfter(cut);
                bool isCounted = uses.TryCount(id);
                bus.Restore();
                UsesStore after = Loaded(bus);

                Assert.InRange(after.UsedOf(id), isCounted ? 1 : 0, 1);
                Assert.InRange(after.End, after.UsedOf(id), 1);
                Assert.Equal(after.UsedOf(id) == 1 ? id : 0, after.CodeAt(0));
            }
        }
    }

    [Fact]
    [Trait("Promise", "D-03")]
    public void A_counter_cut_at_any_byte_of_any_later_use_keeps_what_was_counted()
    {
        foreach (uint id in Ids)
        {
            TornBus bus = new();
            UsesStore writer = Loaded(bus);
            Assert.True(writer.TryCount(id));
            for (int used = 1; used < byte.MaxValue; used++)
            {
                TornBus torn = bus.Copy();
                UsesStore cut = Loaded(torn);
                torn.CutAfter(1);
                Assert.False(cut.TryCount(id));
                torn.Restore();

                Assert.Equal(used, Loaded(torn).UsedOf(id));
                Assert.True(writer.TryCount(id));
            }
        }
    }

    [Fact]
    [Trait("Promise", "D-03")]
    public void A_counter_cut_at_any_byte_while_it_is_freed_is_as_before_or_free()
    {
        foreach (uint id in Some(Ids))
        {
            for (int cut = 0; cut <= 6; cut++)
            {
                TornBus bus = new();
                UsesStore uses = Loaded(bus);
                for (uint use = 0; use <= id % 9; use++)
                    Assert.True(uses.TryCount(id));
                bus.CutAfter(cut);
                uses.TryFree(0);
                bus.Restore();
                UsesStore after = Loaded(bus);

                Assert.Contains(after.UsedOf(id), (int[])[0, (int)(id % 9) + 1]);
                Assert.Equal(after.UsedOf(id) > 0 ? id : 0, after.CodeAt(0));
            }
        }
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public void A_deposit_cut_at_any_byte_is_the_old_one_the_new_one_or_of_an_unknown_code()
    {
        Random random = new(7);
        foreach (uint id in Some(Ids))
        {
            uint before = random.Next(3) == 0 ? id : (uint)random.Next(1, 100_000);
            for (int cut = 0; cut <= 12; cut++)
            {
                TornBus bus = new();
                Assert.True(Store(bus).TryTake(5, before, (uint)random.Next(1, 9_999)));
                DepositStore store = Store(bus);
                bus.CutAfter(cut);
                store.TryTake(5, id, (uint)random.Next(1, 9_999));
                bus.Restore();
                DepositStore after = Store(bus);

                bool isUnknown = after.IsOfAnother(5, before) && after.IsOfAnother(5, id);
                Assert.True(after.IsTaken(5));
                Assert.Equal(isUnknown, after.IsOfAnother(5, before) && !after.IsOfAnother(5, uint.MaxValue)
                    && after.IsOfAnother(5, id));
            }
        }
    }

    [Fact]
    [Trait("Promise", "D-09")]
    public void An_atomic_record_cut_at_any_byte_is_the_old_or_the_new_one_however_alike_they_are()
    {
        Random random = new(11);
        for (int value = 0; value < Values; value++)
        {
            byte[] old = new byte[12];
            random.NextBytes(old);
            byte[] next = [.. old];
            next[random.Next(12)] ^= (byte)(1 << random.Next(8));
            for (int cut = 0; cut <= 12 + AtomicRecord.OverheadBytes; cut++)
            {
                TornBus bus = new();
                AtomicRecord record = new(Chip(bus), 0x100, 12);
                Assert.True(record.TryStore(next, 0) && record.TryStore(old, 0));
                bus.CutAfter(cut);
                bool isStored = record.TryStore(next, 0);
                bus.Restore();
                byte[] found = new byte[12];
                AtomicRecord after = new(Chip(bus), 0x100, 12);

                Assert.Equal(LoadResult.Loaded, after.Load(found, 0));
                Assert.Contains(found, (byte[][])[isStored ? next : old, next]);
            }
        }
    }

    // A half that was damaged is written anew when a whole table is read, and then it counts again.
    [Fact]
    [Trait("Promise", "D-13")]
    public void A_half_that_was_damaged_takes_force_again_once_it_was_levelled()
    {
        TornBus bus = new();
        SyncedTable table = new(Chip(bus, 1));
        table.Load();
        while (table.Level())
            Assert.Equal(0u, table.Version);
        byte[] record = new byte[TableHalf.CodeBytes];
        record[23] = 5;
        Assert.True(table.Staging.TryWrite(0, record, 0, record.Length) && table.TrySwitch(1, 0, 0));
        bus.Chip(1)[FramMap.TableHalf1] ^= 3;
        table.MendActive(0);
        uint damaged = table.Version;
        Assert.True(table.Staging.TryWrite(0, record, 0, record.Length) && table.TrySwitch(2, 0, 0));
        while (table.Level())
            Assert.Equal(2u, table.Version);

        Assert.True(table.TrySwitch(3, 0, 0));

        Assert.Equal((0u, 3u), (damaged, table.Version));
        Assert.True(table.Active.TryReadCode(0, record));
    }

    private static IEnumerable<uint> Some(uint[] ids)
    {
        Random random = new(3);
        return ids.Concat(Enumerable.Range(0, Values).Select(_ => (uint)random.NextInt64(1, uint.MaxValue)));
    }

    private static Fram Chip(TornBus bus, int index = 0) => new(bus, Fram.FirstAddress + index, new MendedCells());

    private static UsesStore Loaded(TornBus bus)
    {
        UsesStore uses = new(Chip(bus));
        Assert.True(uses.TryLoad());
        return uses;
    }

    private static DepositStore Store(TornBus bus)
    {
        Journal journal = new(Chip(bus));
        journal.Load();
        DepositStore store = new(Chip(bus), journal);
        Assert.True(store.TryLoad());
        return store;
    }
}
