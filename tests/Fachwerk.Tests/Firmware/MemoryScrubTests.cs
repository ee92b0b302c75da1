using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Chips;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>What a whole depot makes of flipped bits: nothing is lost, each is told once.</summary>
[Trait("Promise", "D-08")]
[Trait("Promise", "D-12")]
public sealed class MemoryScrubTests : IDisposable
{
    private const string Digits = "47110815";
    private const int ChipB = 65536;

    // One cell in each kind of record that is filled; the half that is not in force is copied anew at a start.
    private static readonly int[] Places =
    [
        FramMap.Identity + 9, FramMap.Session + 5, FramMap.Session + 37 + 5, FramMap.Boot + 3, FramMap.JournalHead + 7,
        FramMap.Lockout + 4, FramMap.Budgets + 6, FramMap.Uses + 4, FramMap.JournalRing + Journal.EntryBytes + 8,
        ChipB + FramMap.TableHeader + 5, ChipB + FramMap.TableHalf1 + 17
    ];

    private readonly DepotRig _rig = new(4);

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Bits_that_flip_while_the_power_is_off_are_mended_and_told_once()
    {
        UseOnceAndPowerDown();
        foreach (int place in Places)
            Flip(place);

        _rig.PowerUp(20 * 60_000);
        List<long> told = Told();
        _rig.Reboot();
        _rig.Type("11112222#");
        _rig.Type(Digits + "#");

        Assert.Equal(Places.Order().Select(place => (long)place), told.Order());
        Assert.Equal(told, Told());
        Assert.Contains(_rig.Journal(), e => e.Kind == EventKind.CodeRefused
            && e.Details[1] == (long)RefusalReason.UsedUp);
        Assert.DoesNotContain(EventKind.EpochStepped, _rig.Kinds());
        Assert.DoesNotContain(EventKind.PartFailed, _rig.Kinds());
        Assert.DoesNotContain(EventKind.Gap, _rig.Kinds());
    }

    [Fact]
    public void Bits_of_table_and_journal_that_flip_at_rest_are_mended_within_an_hour()
    {
        UseOnceAndPowerDown();
        _rig.PowerUp();
        int[] atRest =
        [
            FramMap.JournalRing + Journal.EntryBytes + 8, FramMap.JournalHead + 3,
            ChipB + FramMap.TableHalf0 + 3, ChipB + FramMap.TableHalf1 + 17
        ];
        foreach (int place in atRest)
            Flip(place);

        _rig.Run(60 * 60_000);

        Assert.Equal(atRest.Select(place => (long)place).Order(), Told().Order());
    }

    [Fact]
    public void A_memory_that_answers_nonsense_is_not_written_to()
    {
        UseOnceAndPowerDown();
        _rig.PowerUp();
        byte[] table = [.. Enumerable.Range(0, 0x10000).Select(i => _rig.Depot.Board.FramB.Memory[i])];

        _rig.Depot.Board.FramB.AnswersGarbage = true;
        _rig.Run(60_000);
        _rig.Depot.Board.FramB.AnswersGarbage = false;

        Assert.Equal(table, Enumerable.Range(0, 0x10000).Select(i => _rig.Depot.Board.FramB.Memory[i]));
        Assert.Empty(Told());
    }

    private void UseOnceAndPowerDown()
    {
        _rig.Load(
            (RecordKind.Code, _rig.Record(Digits, DepotRig.Code(9, 2, uses: 1))),
            (RecordKind.Setting, DepotRig.Setting(SettingKey.BootSpread, 0, 1)));
        _rig.PowerUp();
        _rig.Type("11112222#");
        _rig.Type(Digits + "#");
        _rig.Run(2_000);
        Assert.True(_rig.IsOpen(2));
        _rig.Push(2);
        _rig.Run(200_000);
        _rig.Depot.SetPower(false);
    }

    private void Flip(int place)
    {
        IFramMemory memory = place < ChipB ? _rig.Depot.Board.FramA.Memory : _rig.Depot.Board.FramB.Memory;
        memory[place % ChipB] ^= 0x20;
    }

    private List<long> Told() =>
        [.. _rig.Journal().Where(e => e.Kind == EventKind.MemoryMended).Select(e => e.Details[0])];
}
