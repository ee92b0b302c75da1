using Fachwerk.Simulator.Board;
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
    public const string People = Other + ", with people before it";
    public const string Talk = Other + ", with much to tell";
    public const string Table = Other + ", with a table";
    public const string Outage = Other + ", behind an outage";
    public const string Broken = Other + ", with something broken";
    public const string Names = Other + ", with name servers that lie";
    public const string Away = Other + ", with a chip away";
    public const string Key = "from # to the pulse, a table code";
    public const string Offline = "from # to the pulse, an offline code";

    private const int PulseWithinMs = 2000;
    private const int ThreeDays = 4;

    /// <summary>Runs a scenario on the Ethernet board or the other.</summary>
    /// <returns>Of each thing measured: instructions, and the methods that spent most of them.</returns>
    public static Dictionary<string, (long, string)> Run(string scenario, bool ethernet)
    {
        Dictionary<string, (long, string)> spent = [];
        using CountedDepot depot = new(spent, ethernet);
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
            case People:
                PeopleRuns.Run(depot);
                break;
            case Talk:
                LinkRuns.RunTalk(depot);
                break;
            case Table:
                LinkRuns.RunTable(depot);
                break;
            case Outage:
                LinkRuns.RunOutage(depot);
                break;
            case Broken:
                FaultRuns.RunBroken(depot);
                break;
            case Names:
                NameRuns.Run(depot);
                break;
            default:
                FaultRuns.RunAway(depot);
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
        while (!depot.Controller.Parts.Storage.IsLoaded)
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
}
