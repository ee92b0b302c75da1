using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Chips;
using PanelExpander = Fachwerk.Firmware.Chips.PanelExpander;

namespace Fachwerk.Tests.Guard.Budget;

/// <summary>What broken parts can make dear.</summary>
internal static class FaultRuns
{
    public static void RunBroken(CountedDepot depot)
    {
        const string what = BudgetRuns.Broken;
        VirtualBoard board = depot.Rig.Depot.Board;
        depot.Start();
        depot.Rig.Gateway.IsAnswering = false;
        FlipCells(board);
        depot.Run(what + ": cells that are mended", 20 * 60_000);
        depot.Happened(EventKind.MemoryMended);
        board.MainI2c.IsStuck = true;
        depot.Run(what + ": the bus is held", 5_000);
        board.MainI2c.IsStuck = false;
        depot.Run(what + ": the bus is free again", 10_000);
        board.Doors[0].SwitchFlapsEveryMs = 7;
        board.Doors[63].SwitchFlapsEveryMs = 300;
        depot.Run(what + ": switches that flap", 70_000);
        depot.Happened(EventKind.Flapping);
        board.Doors.Take(8).ToList().ForEach(door => door.SwitchFlapsEveryMs = 7);
        depot.Run(what + ": all switches of an expander flap", 70_000);
        board.Doors.ToList().ForEach(door => door.SwitchFlapsEveryMs = 0);
        board.MainsVolts = 9;
        depot.Run(what + ": a low supply", 8_000);
        depot.Happened(EventKind.SupplyLow);
        board.MainsVolts = 12;
        depot.Run(what + ": a low supply", 70_000);
        StickOutput(depot);
    }

    public static void RunAway(CountedDepot depot)
    {
        const string what = BudgetRuns.Away;
        VirtualBoard board = depot.Rig.Depot.Board;
        depot.Start();
        depot.Rig.Gateway.IsAnswering = false;
        I2cChip[] expanders = [.. Enumerable.Range(0x20, 8).Select(at => board.MainI2c.ChipAt(at)!)];
        I2cChip[][] groups =
        [
            [expanders[7]], expanders, [board.MainI2c.ChipAt(0x40)!], [board.RealTimeClock], [board.FramA],
            [board.FramB], [board.FramA, board.FramB], [board.DisplayExpander],
            .. board.MainI2c.ChipAt(PanelExpander.Device) is { } panel ? (I2cChip[][])[[panel]] : []
        ];
        foreach (I2cChip[] chips in groups)
        {
            Array.ForEach(chips, chip => chip.IsPresent = false);
            depot.Run(what + ": it is away", 8_000);
            depot.Type(what + ": it is away", CountedDepot.Digits(20) + "#");
            depot.Run(what + ": it is away", 1_000);
            board.Doors.ToList().ForEach(door => door.Pull());
            Array.ForEach(chips, board.Replace);
            depot.Run(what + ": it is back", 70_000);
            Array.ForEach(chips, chip => chip.AnswersGarbage = true);
            depot.Run(what + ": it answers nonsense", 8_000);
            board.Doors.ToList().ForEach(door => door.Push());
            Array.ForEach(chips, board.Replace);
            depot.Run(what + ": it is back", 70_000);
        }

        depot.Happened(EventKind.PartFailed);
        depot.Happened(EventKind.PartRecovered);
    }

    private static void FlipCells(VirtualBoard board)
    {
        foreach (int slot in (int[])[20, 26 * 500, 26_000 + 4, 26_640 + 40])
        {
            board.FramB.Memory[FramMap.TableHalf0 + slot] ^= 4;
            board.FramB.Memory[FramMap.TableHalf1 + slot] ^= 4;
        }

        for (int at = 0; at < 32 * Journal.EntryBytes; at += Journal.EntryBytes)
            board.FramA.Memory[FramMap.JournalRing + at + 10] ^= 2;
        int headCopy = Journal.HeadBytes + AtomicRecord.OverheadBytes;
        int tableCopy = SyncedTable.HeaderBytes + AtomicRecord.OverheadBytes;
        for (int copy = 0; copy < 2; copy++)
        {
            board.FramA.Memory[FramMap.JournalHead + copy * headCopy] ^= 128;
            board.FramB.Memory[FramMap.TableHeader + copy * tableCopy] ^= 128;
        }
    }

    // Orders that wait while an output cannot be switched off are all given up.
    private static void StickOutput(CountedDepot depot)
    {
        const string what = BudgetRuns.Broken + ": an output that stays on";
        VirtualBoard board = depot.Rig.Depot.Board;
        depot.Rig.Gateway.IsAnswering = true;
        depot.Run(what, 130_000);
        ((Pca9555)board.MainI2c.ChipAt(0x20)!).StuckHigh = 4;
        for (uint id = 1; id <= 12; id++)
            depot.Rig.Gateway.SendOrder(id, OrderKind.Open, 2 + (int)id, depot.Rig.NowUnix + 120);
        depot.Run(what, 8_000);
        depot.Happened(EventKind.OrderFinished);
        depot.Type(what, CountedDepot.Digits(CountedDepot.MenuId) + "#2#");
        depot.Run(what, 3_000);
        depot.Happened(EventKind.MaintenanceEntered);
    }
}
