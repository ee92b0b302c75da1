using Fachwerk.Firmware.Board;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Chips;
using Xunit;

namespace Fachwerk.Tests.Firmware.Chips;

/// <summary>The Ethernet board: what people see and touch is behind an expander of its own.</summary>
[Trait("Promise", "D-05")]
public sealed class PanelExpanderTests : IDisposable
{
    private const string Digits = "47110815";

    private readonly DepotRig _rig = new();

    public PanelExpanderTests()
    {
        _rig.Depot.Board.HasPanelExpander = true;
        _rig.LoadCode(Digits, DepotRig.Code(9, 7));
        _rig.PowerUp();
    }

    private I2cChip Chip => (I2cChip)_rig.Depot.Board.MainI2c.ChipAt(0x74)!;

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_code_opens_with_light_and_sound()
    {
        int beeps = _rig.Depot.Board.Beeps;

        _rig.Type(Digits + "#");
        LedColor led = _rig.Depot.Board.Led;
        _rig.Run(1000);

        Assert.True(_rig.IsOpen(7));
        Assert.Equal(LedColor.Green, led);
        Assert.True(_rig.Depot.Board.Beeps > beeps);
        Assert.Equal(0, _rig.Depot.WatchdogResets);
    }

    [Fact]
    public void Mains_and_housing_are_told()
    {
        _rig.Depot.Board.MainsGood = false;
        _rig.Depot.Board.TamperClosed = false;
        _rig.Run(1000);

        Assert.Contains(EventKind.MainsLost, _rig.Kinds());
        Assert.Contains(EventKind.TamperOpened, _rig.Kinds());
    }

    [Fact]
    public void An_expander_that_goes_away_is_told_and_works_again_when_it_is_back()
    {
        Chip.IsPresent = false;
        _rig.Run(2000);
        _rig.Type(Digits + "#");
        bool openedMeanwhile = _rig.IsOpen(7);

        _rig.Depot.Board.Replace(Chip);
        _rig.Run(8000);
        _rig.Type(Digits + "#");
        _rig.Run(1000);

        Assert.False(openedMeanwhile);
        Assert.True(_rig.IsOpen(7));
        Assert.Contains(_rig.Journal(), e =>
            e.Kind == EventKind.PartFailed && e.Details[0] == (uint)DepotPart.Keypad);
        Assert.Contains(_rig.Journal(), e =>
            e.Kind == EventKind.PartRecovered && e.Details[0] == (uint)DepotPart.Keypad);
    }

    [Fact]
    public void No_tick_takes_longer_than_its_bus_time()
    {
        long longestMs = _rig.LongestTickMs(5_000);
        Assert.True(_rig.Depot.TryType(Digits + "#", 60, 60, out int typedInMs));

        longestMs = Math.Max(longestMs, _rig.LongestTickMs(typedInMs + 3_000));

        Assert.True(_rig.IsOpen(7));
        Assert.InRange(longestMs, 0, 10);
    }
}
