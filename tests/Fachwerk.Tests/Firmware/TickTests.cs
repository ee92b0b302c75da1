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

    private readonly DepotRig _rig = new(compartments: 64);
    private long _nowMs;

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void No_tick_takes_longer_on_the_bus_than_its_budget()
    {
        _rig.Load(
            (RecordKind.Code, _rig.Record(Digits, DepotRig.Code(9, 7))),
            (RecordKind.Setting, DepotRig.Setting(SettingKey.BootSpread, 0, 1)));
        LockerController controller = Start();
        _rig.Gateway.Table = _rig.TableBody(2, [.. Enumerable.Range(1, 40).Select(Code)]);
        _rig.Gateway.TableVersion = 2;

        long worst = Worst(controller, 20_000, atMs =>
        {
            if (atMs % 5000 == 0)
                _rig.Depot.Board.Doors[4].Pull();
            if (atMs % 5000 == 2500)
                _rig.Depot.Board.Doors[4].Push();
            if (atMs == 10_000)
                _rig.Gateway.SendOrder(1, OrderKind.Open, 9, _rig.NowUnix + 30);
        });

        Assert.InRange(worst, 1, BudgetMicros);
        Assert.True(_rig.Gateway.Events.Count > 5);
        Assert.Contains(_rig.Journal(), e => e.Kind == EventKind.TableApplied && e.Details[1] == 2);
    }

    [Fact]
    public void Ticks_at_rest_and_with_keys_allocate_nothing()
    {
        _rig.Depot.SetNetwork(false);
        LockerController controller = Start();
        Worst(controller, 30_000, _ => { });
        _rig.Depot.Board.Keypad.Press('5');

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            _nowMs += 10;
            _rig.Depot.Board.Advance(_nowMs);
            controller.Tick(_nowMs);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1, controller.Parts.Panel.State.Digits);
    }

    private (RecordKind Kind, byte[] Bytes) Code(int id) =>
        (RecordKind.Code, _rig.Record($"{id:D8}", DepotRig.Code((uint)id, 3)));

    private LockerController Start()
    {
        VirtualBoard board = _rig.Depot.Board;
        board.PowerUp();
        LockerController controller = new(board, "0.1.0");
        controller.Tick(_nowMs);
        Assert.True(controller.IsWorking);
        _nowMs = board.Clock.NowMs + 10;
        return controller;
    }

    private long Worst(LockerController controller, int milliseconds, Action<long> act)
    {
        long worst = 0;
        for (int passed = 0; passed < milliseconds; passed += 10)
        {
            act(passed);
            _nowMs = Math.Max(_nowMs + 10, _rig.Depot.Board.Clock.NowMs);
            _rig.Depot.Board.Advance(_nowMs);
            long before = _rig.Depot.Board.Clock.NowMicros;
            controller.Tick(_nowMs);
            worst = Math.Max(worst, _rig.Depot.Board.Clock.NowMicros - before);
        }

        return worst;
    }
}
