using Fachwerk.Firmware.Storage;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Depots;
using Xunit;

namespace Fachwerk.Tests.Simulator.Depots;

public sealed class SimulatedDepotTests
{
    [Fact]
    [Trait("Promise", "D-02")]
    public void Opens_the_door_of_a_typed_code()
    {
        using TestDepot test = new();
        test.Start();

        test.TypeCode();

        Assert.True(test.Snapshot.Doors[TestDepot.Compartment - 1].Open);
        Assert.Single(test.Snapshot.Doors, door => door.Open);
        Assert.Equal(1, test.Snapshot.Solenoids[TestDepot.Compartment - 1].Pulses);
        Assert.Null(test.Depot.Crash);
    }

    [Fact]
    [Trait("Promise", "D-05")]
    public void Never_gives_two_solenoids_current_together()
    {
        using TestDepot test = new();
        test.Start();

        test.TypeCode();
        test.Depot.Touch(TestDepot.Compartment, DoorAction.Push);
        test.Run(2_000);
        test.TypeCode();

        Assert.Equal(1, test.Depot.Board.SolenoidsTogetherMax);
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public void Has_its_journal_after_the_power_went_and_came()
    {
        using TestDepot test = new();
        test.Start();
        test.TypeCode();
        uint before = test.Snapshot.Journal.Last;

        test.Depot.SetPower(false);
        uint without = test.Snapshot.Journal.Last;
        test.Depot.SetPower(true);
        test.Run(3_000);

        Assert.True(before >= 3);
        Assert.Equal(before, without);
        Assert.True(test.Snapshot.Journal.Last > before);
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public void Works_on_after_power_cuts_between_any_two_operations_of_an_opening()
    {
        for (int cut = 0; cut < 3_000; cut += 61)
        {
            using TestDepot test = new();
            test.Start();
            test.Depot.TryType(TestDepot.Code + "#", 60, 60, out int typedInMs);
            test.Run(typedInMs - 30);
            uint before = test.Snapshot.Journal.Last;
            test.Depot.Board.Io.CutAfter(cut);
            test.Run(2_000);

            test.Depot.SetPower(false);
            test.Depot.SetPower(true);
            test.Run(3_000);
            test.Depot.Touch(TestDepot.Compartment, DoorAction.Push);
            test.Run(1_000);
            test.TypeCode();

            Assert.True(
                test.Snapshot.Doors[TestDepot.Compartment - 1].Open,
                $"cut after {cut}: {string.Join('|', test.Snapshot.Display.Lines)}");
            Assert.True(test.Snapshot.Journal.Last > before, $"cut after {cut}");
            Assert.Null(test.Depot.Crash);
        }
    }

    [Fact]
    [Trait("Promise", "D-14")]
    public void Starts_again_by_watchdog_when_the_firmware_hangs()
    {
        using TestDepot test = new();
        test.Start();

        test.Depot.Hangs = true;
        test.Run(VirtualBoard.WatchdogMs - 1_100);
        int early = test.Depot.WatchdogResets;
        test.Run(1_200);
        test.Depot.Hangs = false;
        test.Run(3_000);

        Assert.Equal(0, early);
        Assert.Equal(1, test.Depot.WatchdogResets);
        Assert.True(test.Snapshot.Running);
        Assert.Equal(2, test.Snapshot.Counters.Boots);
    }

    [Fact]
    public void Spreads_out_fingers_that_move_within_the_same_millisecond()
    {
        using TestDepot test = new();
        test.Start();

        foreach (char key in TestDepot.Code + "#")
        {
            Assert.True(test.Depot.TryMoveFinger(key, down: true));
            Assert.True(test.Depot.TryMoveFinger(key, down: false));
        }

        test.Run(3_000);

        Assert.True(test.Snapshot.Doors[TestDepot.Compartment - 1].Open);
    }

    [Fact]
    public void Refuses_more_keys_than_can_wait()
    {
        using TestDepot test = new();
        test.Start();
        Assert.True(test.Depot.TryType(new string('1', SimulatedDepot.TypedKeysMax), 60, 60, out _));

        Assert.False(test.Depot.TryType("1", 60, 60, out _));
        Assert.False(test.Depot.TryMoveFinger('1', down: true));
    }

    [Fact]
    public void Writes_the_same_journal_whether_it_jumps_or_ticks_each_millisecond()
    {
        byte[] jumped = JournalOf(stepMs: int.MaxValue);

        byte[] stepped = JournalOf(stepMs: 1);

        Assert.Equal(jumped, stepped);
    }

    [Fact]
    public void Does_the_same_again_bit_for_bit()
    {
        Assert.Equal(JournalOf(stepMs: int.MaxValue), JournalOf(stepMs: int.MaxValue));
    }

    [Fact]
    public void Shows_the_journal_of_another_run_on_the_same_memory()
    {
        BoardMemory memory = BoardMemory.InProcess();
        using TestDepot first = new(memory);
        first.Start();
        first.TypeCode();
        uint before = first.Snapshot.Journal.Last;

        using TestDepot second = new(memory);

        Assert.Equal(before, second.Snapshot.Journal.Last);
    }

    private static byte[] JournalOf(int stepMs)
    {
        using TestDepot test = new();
        test.Depot.Board.Clock.TransfersAreFree = true;
        test.Depot.Board.RealTimeClock.RunFrom(new DateTime(2026, 6, 1));
        test.Depot.SetPower(true);
        Run(test, 3_000, stepMs);
        test.Depot.TryType("11112222#" + TestDepot.Code + "#", 60, 60, out _);
        Run(test, 6_000, stepMs);
        test.Depot.Touch(TestDepot.Compartment, DoorAction.Push);
        Run(test, 3_000, stepMs);
        test.Depot.Touch(7, DoorAction.Pull);
        Run(test, 40_000, stepMs);
        byte[] ring = new byte[0x10000 - FramMap.JournalRing];
        for (int index = 0; index < ring.Length; index++)
            ring[index] = test.Depot.Board.FramA.Memory[FramMap.JournalRing + index];
        return ring;
    }

    private static void Run(TestDepot test, int ms, int stepMs)
    {
        for (int done = 0; done < ms; done += Math.Min(stepMs, ms))
        {
            test.Depot.WakeController();
            test.Run(Math.Min(stepMs, ms));
        }
    }
}
