using Fachwerk.Firmware.Compartments;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>The start of the largest depot: in portions, keypad and doors first.</summary>
[Trait("Promise", "D-12")]
public sealed class StartTests : IDisposable
{
    private const int BudgetMicros = 10_000;
    private const int Codes = 1000;
    private const string Digits = "47110815";

    private readonly DepotRig _rig = new(compartments: 64);
    private long _worstMicros;
    private int _ticks;

    public StartTests()
    {
        _rig.Load([
            .. Enumerable.Range(1, Codes - 1).Select(id =>
                (RecordKind.Code, _rig.Record($"{id:D8}", DepotRig.Code((uint)id, 1 + id % 64)))),
            (RecordKind.Code, _rig.Record(Digits, DepotRig.Code(Codes, 7)))
        ]);
        long began = 0;
        _rig.Depot.Ticking += () => began = _rig.Depot.Board.Clock.NowMicros;
        _rig.Depot.Ticked += () =>
        {
            _worstMicros = Math.Max(_worstMicros, _rig.Depot.Board.Clock.NowMicros - began);
            _ticks++;
        };
    }

    public void Dispose() => _rig.Dispose();

    private bool IsLoaded => _rig.Depot.Firmware is { IsWorking: true, Parts.Storage.IsLoaded: true };

    [Fact]
    public void No_tick_of_a_start_takes_longer_on_the_bus_than_any_other()
    {
        _rig.PowerUp(4000);

        Assert.True(IsLoaded);
        Assert.Equal(Codes, _rig.Depot.Firmware!.Parts.Table.Active.Codes.Count);
        Assert.InRange(_worstMicros, 1, BudgetMicros);
        Assert.InRange(_ticks, 100, 2000);
    }

    [Fact]
    public void Doors_are_watched_before_the_table_is_read()
    {
        _rig.PowerUp(700);
        bool wasLoaded = IsLoaded;
        _rig.Depot.Board.Doors[4].Pull();
        _rig.Run(100);
        bool isLoadedNow = IsLoaded;

        Assert.Equal((false, false), (wasLoaded, isLoadedNow));
        Assert.Equal(DoorState.Open, _rig.Depot.Firmware!.Parts.Doors.StateOf(5));
        Assert.Contains(_rig.Journal(), e => e.Kind == EventKind.BreakIn && e.Compartment == 5);
    }

    [Fact]
    public void A_code_that_is_entered_while_the_table_is_read_waits_for_it()
    {
        _rig.PowerUp(600);
        Assert.True(_rig.Depot.TryType(Digits + "#", 40, 40, out int typedInMs));
        _rig.Run(typedInMs + 30);
        bool wasLoaded = IsLoaded;
        int judged = _rig.Kinds().Count(kind => kind is EventKind.CodeWrong or EventKind.CodeAccepted);

        _rig.Run(3000);

        Assert.Equal((false, 0), (wasLoaded, judged));
        Assert.True(_rig.IsOpen(7));
        Assert.DoesNotContain(EventKind.CodeWrong, _rig.Kinds());
    }

    [Fact]
    public void An_entry_that_waits_can_be_cleared()
    {
        _rig.PowerUp(600);
        Assert.True(_rig.Depot.TryType(Digits + "#*", 40, 40, out int typedInMs));
        _rig.Run(typedInMs + 30);

        _rig.Run(3000);

        Assert.True(IsLoaded);
        Assert.False(_rig.IsOpen(7));
        Assert.DoesNotContain(EventKind.CodeAccepted, _rig.Kinds());
    }

    [Fact]
    public void A_memory_that_goes_away_meanwhile_is_told_and_read_on_when_it_is_back()
    {
        _rig.PowerUp(700);
        _rig.Depot.Board.FramA.IsPresent = false;
        _rig.Run(3000);
        bool wasLoaded = IsLoaded;
        string shown = _rig.Line(0);
        _rig.Depot.Board.FramA.IsPresent = true;
        _rig.Run(5000);

        Assert.Equal((false, "Speicher gestört"), (wasLoaded, shown));
        Assert.True(IsLoaded);
        Assert.Equal(1, _rig.Depot.Boots);
        _rig.Type(Digits + "#");
        _rig.Run(1000);
        Assert.True(_rig.IsOpen(7));
    }
}
