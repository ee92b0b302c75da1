using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Board;

namespace Fachwerk.Tests.Guard.Budget;

/// <summary>What people at keypad and doors can make dear.</summary>
internal static class PeopleRuns
{
    private const string What = BudgetRuns.People;

    public static void Run(CountedDepot depot)
    {
        depot.Start();
        RunDoors(depot);
        RunDeposit(depot);
        RunMenu(depot);
        RunWrong(depot);
        RunAllDoors(depot);
    }

    private static void RunDoors(CountedDepot depot)
    {
        VirtualBoard board = depot.Rig.Depot.Board;
        depot.Run(What + ": a door is forced and shut", 70_000, atMs =>
        {
            if (atMs % 5000 == 0)
                board.Doors[4].Pull();
            if (atMs % 5000 == 2500)
                board.Doors[4].Push();
        });
        depot.Happened(EventKind.BreakIn);
        depot.Happened(EventKind.Quarantined);
        board.Doors[4].Jam();
        depot.Type(What + ": keys", CountedDepot.Digits(4) + "#");
        depot.Run(What + ": a door that jams", 8_000);
        depot.Happened(EventKind.DoorBlocked);
        board.Doors[4].Free();
    }

    private static void RunDeposit(CountedDepot depot)
    {
        depot.Type(What + ": keys", CountedDepot.Digits(CountedDepot.DepositId) + "#");
        depot.Run(What + ": the question of a deposit", 500);
        depot.Type(What + ": keys", "1");
        depot.Run(What + ": a deposit", 3_000);
        depot.Happened(EventKind.CodeAccepted);
        depot.Rig.Depot.Board.Doors.ToList().ForEach(door => door.Push());
        depot.Run(What + ": a deposit", 2_000);
        depot.Type(What + ": keys", "0#2");
        depot.Run(What + ": a deposit is changed", 3_000);
        depot.Happened(EventKind.DepositSwapped);
        depot.Rig.Depot.Board.Doors.ToList().ForEach(door => door.Push());
        depot.Run(What + ": a deposit", 2_000);
    }

    private static void RunMenu(CountedDepot depot)
    {
        depot.Type(What + ": a page of the menu", CountedDepot.Digits(CountedDepot.MenuId) + "#");
        depot.Type(What + ": a page of the menu", "99#3*4*5*6*19#");
        depot.Run(What + ": the menu opens", 3_000);
        depot.Rig.Depot.Board.Doors.ToList().ForEach(door => door.Push());
        depot.Run(What + ": the menu opens", 1_000);
        depot.Type(What + ": the menu tests", "*2#");
        depot.Run(What + ": the menu tests", 10_000, atMs =>
        {
            if (atMs % 1000 == 0)
                depot.Rig.Depot.Board.Doors.ToList().ForEach(door => door.Push());
        });
        depot.Type(What + ": a page of the menu", "*#*");
        depot.Run(What + ": the menu is left", 70_000);
        depot.Happened(EventKind.MaintenanceEntered);
    }

    private static void RunWrong(CountedDepot depot)
    {
        depot.Type(What + ": keys", "123#12345678901#***");
        for (int i = 0; i < 4; i++)
        {
            depot.Type(What + ": keys", "00000001#");
            depot.Run(What + ": a wrong code", 1_000);
        }

        depot.Happened(EventKind.KeypadLocked);
        depot.Type(What + ": a locked keypad", "1");
        depot.Run(What + ": a locked keypad", 302_000);
        depot.Happened(EventKind.KeypadUnlocked);
    }

    private static void RunAllDoors(CountedDepot depot)
    {
        VirtualBoard board = depot.Rig.Depot.Board;
        board.Doors.ToList().ForEach(door => door.Pull());
        depot.Run(What + ": all doors open", 130_000);
        depot.Happened(EventKind.DoorLeftOpen);
        board.Doors.ToList().ForEach(door => door.Push());
        depot.Run(What + ": all doors shut", 10_000);
        depot.Happened(EventKind.DoorClosed);
        board.MainsGood = false;
        board.TamperClosed = false;
        depot.Run(What + ": mains and housing", 3_000);
        depot.Happened(EventKind.TamperOpened);
        depot.Happened(EventKind.MainsLost);
    }
}
