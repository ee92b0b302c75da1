using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Board;
using Fachwerk.Tests.Firmware;

namespace Fachwerk.Tests.Guard.Budget;

/// <summary>What a gateway can make dear: orders, time, keys, tables, and what an outage left to be told.</summary>
internal static class LinkRuns
{
    private const int ContactWithinMs = 65_000;
    private const int Heap = 1300;

    public static void RunTalk(CountedDepot depot)
    {
        const string what = BudgetRuns.Talk;
        DepotRig rig = depot.Rig;
        depot.Start();
        rig.Gateway.Time = rig.NowUnix + 60;
        depot.Run(what + ": a check-in that sets the clock", ContactWithinMs);
        depot.Happened(EventKind.ClockSet);
        OrderKind[] kinds =
        [
            OrderKind.Open, OrderKind.Identify, OrderKind.LiftLockout, OrderKind.Quarantine, OrderKind.LiftQuarantine,
            OrderKind.Refresh, OrderKind.Open, OrderKind.Open, OrderKind.Open
        ];
        uint id = 0;
        foreach (OrderKind kind in kinds)
        {
            id++;
            rig.Gateway.SendOrder(id, kind, 30 + (int)id, rig.NowUnix + 120);
            depot.Run(what + ": an order", 3_000);
        }

        foreach (OrderKind kind in kinds)
        {
            id++;
            rig.Gateway.SendOrder(id, kind, 30 + (int)id, rig.NowUnix + 120);
        }

        depot.Run(what + ": orders at once", 3_000, atMs => Force(depot, atMs));
        depot.Happened(EventKind.OrderFinished);
        rig.Gateway.SendOrder(++id, OrderKind.Reboot, 0, rig.NowUnix + 120);
        depot.Run(what + ": a restart is asked for", 500);
    }

    public static void RunTable(CountedDepot depot)
    {
        const string what = BudgetRuns.Table;
        DepotRig rig = depot.Rig;
        depot.Start();
        rig.Gateway.Table = depot.DeltaBody(2, 40);
        rig.Gateway.TableVersion = 2;
        depot.Run(what + ": a few changes", ContactWithinMs + 20_000, atMs => Force(depot, atMs));
        CountedDepot.Require(depot.Controller.Parts.Table.Version == 2, "the changes were applied");
        rig.Gateway.Table = rig.TableBody(3, [.. Everything(rig)]);
        rig.Gateway.TableVersion = 3;
        depot.Run(what + ": all of it", 2 * ContactWithinMs, atMs => Force(depot, atMs));
        CountedDepot.Require(depot.Controller.Parts.Table.Version == 3, "the table was applied");
    }

    public static void RunOutage(CountedDepot depot)
    {
        const string what = BudgetRuns.Outage;
        depot.Leave(Heap);
        depot.Rig.Gateway.IsAnswering = false;
        depot.Start();
        depot.Run(what + ": no gateway", 3 * ContactWithinMs, atMs => Force(depot, atMs));
        depot.Rig.Gateway.IsAnswering = true;
        depot.Run(what + ": the gateway is back", 3 * ContactWithinMs, atMs => Force(depot, atMs));
        CountedDepot.Require(depot.Rig.Gateway.Events.Count > Heap / 2, "the events were told");
        depot.Type(what + ": keys", CountedDepot.Digits(17) + "#");
        depot.Run(what + ": the rest is told", ContactWithinMs);
        CountedDepot.Require(!depot.Controller.Parts.Journal.HasUnacknowledged, "all events were told");
        depot.Happened(EventKind.Summed);
    }

    // Someone is at a door and at the keypad meanwhile.
    private static void Force(CountedDepot depot, int atMs)
    {
        VirtualBoard board = depot.Rig.Depot.Board;
        if (atMs % 4000 == 0)
            board.Doors[4].Pull();
        if (atMs % 4000 == 2000)
            board.Doors[4].Push();
        if (atMs % 4000 == 3000)
            board.Keypad.Press('*');
        if (atMs % 4000 == 3060)
            board.Keypad.Release('*');
    }

    private static IEnumerable<(RecordKind Kind, byte[] Bytes)> Everything(DepotRig rig)
    {
        byte[] gateways = [.. "one:5683,two:5683,three.example.org:5683,four.example.org:5683"u8];
        return
        [
            .. Enumerable.Range(1, 100).Select(id =>
                (RecordKind.Code, rig.Record($"{id:D8}", DepotRig.Code((uint)id, 3)))),
            .. Enumerable.Range(1, CountedDepot.Compartments).Select(number =>
                (RecordKind.Compartment, DepotRig.Compartment(number, CompartmentSize.Small))),
            (RecordKind.Setting, DepotRig.Setting(SettingKey.Gateways, gateways)),
            (RecordKind.Setting, DepotRig.Setting(SettingKey.Hotline, [.. "01234567890123456789"u8])),
            (RecordKind.Setting, DepotRig.Setting(SettingKey.OpeningHours, new byte[90])),
            (RecordKind.Setting, DepotRig.Setting(SettingKey.SpecialDays, new byte[90])),
            (RecordKind.Setting, DepotRig.Setting(SettingKey.UtcOffset, new byte[50]))
        ];
    }
}
