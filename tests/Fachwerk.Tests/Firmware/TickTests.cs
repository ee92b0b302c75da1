using Fachwerk.Firmware;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Board;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>What a tick may cost once the controller has started.</summary>
public sealed class TickTests : IDisposable
{
    private const string Digits = "47110815";
    private const int BudgetMicros = 10_000;

    private readonly DepotRig rig = new(compartments: 64);
    private long nowMs;

    public void Dispose() => rig.Dispose();

    [Fact]
    public void No_tick_takes_longer_on_the_bus_than_its_budget()
    {
        rig.Load(
            (RecordKind.Code, rig.Record(Digits, DepotRig.Code(9, 7))),
            (RecordKind.Setting, DepotRig.Setting(SettingKey.BootSpread, 0, 1)));
        LockerController controller = Start();
        rig.Gateway.Table = rig.TableBody(2, [.. Enumerable.Range(1, 40).Select(Code)]);
        rig.Gateway.TableVersion = 2;

        long worst = Worst(controller, 20_000, atMs =>
        {
            if (atMs % 5000 == 0)
                rig.Depot.Board.Doors[4].Pull();
            if (atMs % 5000 == 2500)
                rig.Depot.Board.Doors[4].Push();
            if (atMs == 10_000)
                rig.Gateway.SendOrder(1, OrderKind.Open, 9, rig.NowUnix + 30);
        });

        Assert.InRange(worst, 1, BudgetMicros);
        Assert.True(rig.Gateway.Events.Count > 5);
        Assert.Contains(rig.Journal(), e => e.Kind == EventKind.TableApplied && e.Details[1] == 2);
    }

    [Fact]
    public void Ticks_at_rest_and_with_keys_allocate_nothing()
    {
        rig.Depot.SetNetwork(false);
        LockerController controller = Start();
        Worst(controller, 30_000, _ => { });
        rig.Depot.Board.Keypad.Press('5');

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            nowMs += 10;
            rig.Depot.Board.Advance(nowMs);
            controller.Tick(nowMs);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1, controller.Parts.Panel.State.Digits);
    }

    private (RecordKind Kind, byte[] Bytes) Code(int id) =>
        (RecordKind.Code, rig.Record($"{id:D8}", DepotRig.Code((uint)id, 3)));

    private LockerController Start()
    {
        VirtualBoard board = rig.Depot.Board;
        board.PowerUp();
        LockerController controller = new(board, "0.1.0");
        controller.Tick(nowMs);
        Assert.True(controller.IsWorking);
        nowMs = board.Clock.NowMs + 10;
        return controller;
    }

    private long Worst(LockerController controller, int milliseconds, Action<long> act)
    {
        long worst = 0;
        for (int passed = 0; passed < milliseconds; passed += 10)
        {
            act(passed);
            nowMs = Math.Max(nowMs + 10, rig.Depot.Board.Clock.NowMs);
            rig.Depot.Board.Advance(nowMs);
            long before = rig.Depot.Board.Clock.NowMicros;
            controller.Tick(nowMs);
            worst = Math.Max(worst, rig.Depot.Board.Clock.NowMicros - before);
        }

        return worst;
    }
}
