using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Chips;
using Fachwerk.Simulator.Depots;
using Fachwerk.Tests.Firmware;

namespace Fachwerk.Tests.Guard.Budget;

/// <summary>
/// What is measured, and how: runs within <see cref="CountedDevice"/>, which calls it by name, so it is public and
/// answers in types of the runtime alone.
/// </summary>
public static class BudgetRuns
{
    public const string Start = "a portion of the start";
    public const string Rest = "a tick at rest";
    public const string Other = "the dearest other tick";
    public const string Broken = Other + ", with something broken";
    public const string Key = "from # to the pulse, a table code";
    public const string Offline = "from # to the pulse, an offline code";

    private const int DepositId = CountedDepot.Codes - 2;
    private const int MenuId = CountedDepot.Codes - 3;
    private const int PulseWithinMs = 2000;
    private const int ThreeDays = 4;

    /// <summary>Runs a scenario.</summary>
    /// <returns>Of each thing measured: instructions, and the methods that spent most of them.</returns>
    public static Dictionary<string, (long, string)> Run(string scenario)
    {
        Dictionary<string, (long, string)> spent = [];
        using CountedDepot depot = new(spent);
        switch (scenario)
        {
            case Start:
                RunStart(depot);
                break;
            case Rest:
                RunRest(depot);
                break;
            case Key:
                depot.Start();
                RunPulse(depot, Key, CountedDepot.Digits(CountedDepot.Codes - 1));
                break;
            case Offline:
                depot.Start();
                RunOffline(depot);
                break;
            case Broken:
                RunBroken(depot);
                break;
            default:
                RunOther(depot);
                break;
        }

        return spent;
    }

    private static void RunStart(CountedDepot depot)
    {
        depot.PowerUp();
        depot.Note(Start + ", the outputs off", IlMeter.Spent);
        long all = IlMeter.Spent;
        int portions = 0;
        while (!depot.Controller.Parts.IsLoaded)
        {
            long portion = depot.Tick();
            depot.Note(Start, portion);
            all += portion;
            portions++;
        }

        depot.Note("the start in all", all);
        depot.Note("portions", portions);
        while (!depot.Controller.Parts.Table.IsLevel)
            depot.Note(Other + ": the other half of the table is brought level", depot.Tick());
    }

    // Nothing happens and nothing is due: what most ticks of a minute cost, and the dearest of them.
    private static void RunRest(CountedDepot depot)
    {
        depot.Rig.Depot.SetNetwork(false);
        depot.Start();
        depot.Run("until it rests", 200_000);
        List<long> minute = [];
        for (int i = 0; i < 60_000 / CountedDepot.TickMs; i++)
        {
            minute.Add(depot.Tick());
            depot.Note(Other + ": a minute at rest", minute[^1]);
        }

        minute.Sort();
        long usual = minute[minute.Count * 9 / 10];
        long spent = depot.Tick();
        while (spent != usual)
            spent = depot.Tick();
        depot.Note(Rest, spent);
    }

    private static void RunPulse(CountedDepot depot, string what, string digits)
    {
        depot.Run("until it rests", 5_000);
        depot.Type(Other + ": digits", digits);
        bool hasPulsed = false;
        void Pulse(int compartment) => hasPulsed = true;
        VirtualBoard board = depot.Rig.Depot.Board;
        board.SolenoidStarts += Pulse;
        long all = 0;
        string dearest = "";
        long most = 0;
        board.Keypad.Press('#');
        for (int passed = 0; !hasPulsed && passed < PulseWithinMs; passed += CountedDepot.TickMs)
        {
            long spent = depot.Tick();
            all += spent;
            dearest = spent > most ? IlMeter.Dearest(25) : dearest;
            most = Math.Max(spent, most);
        }

        board.Keypad.Release('#');
        board.SolenoidStarts -= Pulse;
        depot.Told(what, hasPulsed ? all : long.MaxValue, dearest);
        depot.Note(Other + ": the pulse", most);
        depot.Run(Other + ": after the pulse", 2_000);
    }

    private static void RunOffline(CountedDepot depot)
    {
        // Four weeks after a code epoch has begun its digits are read in both: two readings.
        uint hour = (uint)new DateTimeOffset(DepotRig.Noon).ToUnixTimeSeconds() / 3600;
        RunPulse(depot, Offline, depot.Rig.Offline(ThreeDays, hour, 7));
    }

    private static void RunOther(CountedDepot depot)
    {
        DepotRig rig = depot.Rig;
        depot.Start();
        rig.Gateway.Table = rig.TableBody(2, [.. Enumerable.Range(1, 40).Select(id =>
            (RecordKind.Code, rig.Record($"{id:D8}", DepotRig.Code((uint)id, 3))))]);
        depot.Run(Other + ": doors and events", 65_000, atMs =>
        {
            if (atMs % 5000 == 0)
                rig.Depot.Board.Doors[4].Pull();
            if (atMs % 5000 == 2500)
                rig.Depot.Board.Doors[4].Push();
        });
        rig.Gateway.SendOrder(1, OrderKind.Open, 9, rig.NowUnix + 30);
        depot.Run(Other + ": an order", 5_000);
        depot.Type(Other + ": keys", CountedDepot.Digits(DepositId) + "#");
        depot.Run(Other + ": keys", 500);
        depot.Type(Other + ": keys", "1");
        depot.Run(Other + ": deposit", 3_000);
        depot.Type(Other + ": keys", "00000001#12345678901#1#*");
        depot.Type(Other + ": menu", CountedDepot.Digits(MenuId) + "#1*2#*3*4*5*6**");
        depot.Run(Other + ": menu", 70_000);
        rig.Gateway.TableVersion = 2;
        depot.Run(Other + ": a new table", 130_000);
        rig.Depot.Board.Doors.ToList().ForEach(door => door.Pull());
        depot.Run(Other + ": all doors open", 130_000);
    }

    private static void RunBroken(CountedDepot depot)
    {
        VirtualBoard board = depot.Rig.Depot.Board;
        depot.Start();
        depot.Rig.Gateway.IsAnswering = false;
        foreach (int slot in (int[])[20, 26 * 500, 26_000 + 4, 26_640 + 40])
        {
            board.FramB.Memory[FramMap.TableHalf0 + slot] ^= 4;
            board.FramB.Memory[FramMap.TableHalf1 + slot] ^= 4;
        }

        for (int at = 0; at < 32 * Journal.EntryBytes; at += Journal.EntryBytes)
            board.FramA.Memory[FramMap.JournalRing + at + 10] ^= 2;
        depot.Run(Broken + ": cells that are mended", 20 * 60_000);
        I2cChip[] chips =
        [
            .. Enumerable.Range(0x20, 8).Select(at => board.MainI2c.ChipAt(at)!), board.MainI2c.ChipAt(0x40)!,
            board.RealTimeClock, board.FramA, board.FramB, board.DisplayExpander
        ];
        foreach (I2cChip chip in chips.Skip(7))
        {
            chip.IsPresent = false;
            depot.Run(Broken + ": a chip is away", 8_000);
            board.Replace(chip);
            depot.Run(Broken + ": a chip is back", 12_000);
            chip.AnswersGarbage = true;
            depot.Run(Broken + ": a chip answers anything", 8_000);
            board.Replace(chip);
            depot.Run(Broken + ": a chip is back", 12_000);
        }

        board.MainI2c.IsStuck = true;
        depot.Run(Broken + ": the bus is held", 5_000);
        board.MainI2c.IsStuck = false;
        depot.Run(Broken + ": the bus is free again", 10_000);
        board.Doors[0].SwitchFlapsEveryMs = 7;
        board.Doors[63].SwitchFlapsEveryMs = 300;
        depot.Run(Broken + ": switches that flap", 70_000);
        RunNames(depot);
    }

    // Name servers that answer anything, and one whose answers take as many steps as they can.
    private static void RunNames(CountedDepot depot)
    {
        depot.Rig.Gateway.IsAnswering = true;
        depot.Rig.Depot.Network.NameServers = NameFault.AnswersAnything;
        depot.Run(Broken + ": name servers answer anything", 20 * 60_000);
        depot.Rig.Depot.Network.NameServers = NameFault.Silent;
        depot.Run(Broken + ": name servers are silent", 5 * 60_000);
        depot.Rig.Depot.Network.NameServers = NameFault.None;
        depot.Rig.Gateway.Mangle = Winding;
        depot.Run(Broken + ": a winding answer", 5 * 60_000);
    }

    // A row of pointers, each to the one before, and an address whose owner is the last.
    private static byte[] Winding(byte[] answer)
    {
        byte[] question = answer[..^16];
        byte[] row = [.. Enumerable.Range(0, 200).SelectMany(i => Pointer(question.Length + 12 + 2 * (i - 1)))];
        byte[] first = [0xC0, 12, 0, 16, 0, 1, 0, 0, 0, 60, (byte)(row.Length >> 8), (byte)row.Length];
        byte[] owner = Pointer(question.Length + 12 + row.Length - 2);
        byte[] winding = [.. question, .. first, .. row, .. owner, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, 1];
        winding[7] = 2;
        return winding;
    }

    private static byte[] Pointer(int to) => [(byte)(0xC0 | to >> 8), (byte)to];
}
