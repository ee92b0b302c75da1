using Fachwerk.Bench;
using Fachwerk.Firmware.Board;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Firmware.Bench;

/// <summary>The controller over System.Device.Gpio and System.Device.I2c on the parts of a board.</summary>
[Trait("Promise", "F-05")]
public sealed class BenchBoardTests : IDisposable
{
    private const int StartMs = 3_000;
    private const int OpeningMs = 1_500;
    private const int MendedWithinMs = 75_000;

    private readonly BenchRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Opens_a_door_for_a_code_typed_at_its_keypad()
    {
        _rig.Run(StartMs);
        _rig.Type(BenchRig.Digits + "#");
        _rig.Run(OpeningMs);

        Assert.True(_rig.IsOpen(BenchRig.Compartment));
        Assert.Equal(1, _rig.Virtual.Solenoids[BenchRig.Compartment - 1].Pulses);
        Assert.InRange(_rig.Virtual.Beeps, 2, 20);
        Assert.Equal("Fach 7 \u00efffnet", _rig.Line(0)); // ö of ROM A00.
        Assert.Contains(_rig.Journal(), entry =>
            entry.Kind == EventKind.DoorOpened && entry.Compartment == BenchRig.Compartment);
        Assert.Equal(0, _rig.Lines.RowsDrivenHigh);
        Assert.False(_rig.Virtual.WatchdogRanOut);
        Assert.Equal(1, _rig.Controller.Starts);
    }

    [Fact]
    public void Says_in_a_line_what_has_changed()
    {
        _rig.Run(StartMs);
        _rig.Type(BenchRig.Digits + "#");
        _rig.Run(OpeningMs);
        _rig.Run(61_000);
        int said = _rig.Said.Count;
        _rig.Run(10_000);

        Assert.Equal("starting", _rig.Said[0]);
        Assert.Contains("no contact yet; doors open: none; not seen: none", _rig.Said);
        Assert.Equal("contact; doors open: none; not seen: none", _rig.Said[^2]);
        Assert.Equal($"contact; doors open: {BenchRig.Compartment}; not seen: none", _rig.Said[^1]);
        Assert.Equal(said, _rig.Said.Count);
    }

    [Fact]
    public void Tells_its_events_to_the_gateway()
    {
        _rig.Run(StartMs);
        _rig.Type(BenchRig.Digits + "#");
        _rig.Run(61_000);

        Assert.NotEmpty(_rig.Gateway.CheckIns);
        Assert.Contains(_rig.Gateway.Events, entry => entry.Kind == EventKind.DoorOpened);
    }

    [Fact]
    public void Works_on_with_the_parts_that_acknowledge()
    {
        _rig.Virtual.RealTimeClock.IsPresent = false;
        _rig.Virtual.DisplayExpander.IsPresent = false;
        _rig.Virtual.MainI2c.ChipAt(0x21)!.IsPresent = false;
        _rig.Virtual.MainI2c.ChipAt(0x40)!.IsPresent = false;
        _rig.Run(StartMs);
        _rig.Type(BenchRig.Digits + "#");
        _rig.Run(OpeningMs);

        Assert.True(_rig.IsOpen(BenchRig.Compartment));
        Assert.False(_rig.Controller.Controller!.Parts.MainBus.IsHeld);
        Assert.Contains("not seen: 9 10 11 12 13 14 15 16; part ", _rig.Said[^1], StringComparison.Ordinal);
        Assert.Equal(2, _rig.Opened);
    }

    [Fact]
    public void Opens_nothing_without_its_memory_and_says_so()
    {
        _rig.Virtual.FramA.IsPresent = false;
        _rig.Run(StartMs);
        _rig.Type(BenchRig.Digits + "#");
        _rig.Run(OpeningMs);

        Assert.False(_rig.IsOpen(BenchRig.Compartment));
        Assert.Equal(["the FRAM does not answer"], _rig.Said);
    }

    [Fact]
    public void Says_that_there_is_no_identity_in_an_empty_memory()
    {
        for (int address = 0; address < 256; address++)
            _rig.Virtual.FramA.Memory[address] = 0;

        _rig.Run(6_000);

        Assert.Equal(["starting", "no identity in the FRAM: write one with --identity FILE"], _rig.Said);
    }

    [Fact]
    public void Frees_a_bus_that_stands_still_for_once_within_the_tick()
    {
        _rig.Run(StartMs);
        int opened = _rig.Opened;
        _rig.Virtual.MainI2c.StallOnce(20);
        _rig.Run(20);
        _rig.Type(BenchRig.Digits + "#");
        _rig.Run(OpeningMs);

        Assert.True(_rig.IsOpen(BenchRig.Compartment));
        Assert.Equal(opened + 1, _rig.Opened);
        Assert.DoesNotContain(_rig.Said, line => line.Contains("part", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    public void Lives_through_a_bus_that_is_held(int stallMs)
    {
        _rig.Run(StartMs);
        _rig.Virtual.MainI2c.IsStuck = true;
        _rig.Virtual.MainI2c.StallMs = stallMs;
        _rig.Run(20_000);
        bool isHeld = _rig.Controller.Controller!.Parts.MainBus.IsHeld;
        _rig.Virtual.MainI2c.IsStuck = false;
        _rig.Run(MendedWithinMs);
        _rig.Type(BenchRig.Digits + "#");
        _rig.Run(OpeningMs);

        Assert.True(isHeld);
        Assert.True(_rig.IsOpen(BenchRig.Compartment));
        Assert.Equal(1, _rig.Controller.Starts);
    }

    [Fact]
    public void Lives_through_an_adapter_that_is_unplugged_and_plugged_in_again()
    {
        _rig.Run(StartMs);
        _rig.Unplug();
        _rig.Run(20_000);
        string unplugged = _rig.Said[^1];
        _rig.PlugIn();
        _rig.Run(MendedWithinMs);
        _rig.Type(BenchRig.Digits + "#");
        _rig.Run(OpeningMs);

        Assert.Contains("part ", unplugged, StringComparison.Ordinal);
        Assert.True(_rig.IsOpen(BenchRig.Compartment));
        Assert.Equal(1, _rig.Controller.Starts);
    }

    [Fact]
    public void Starts_anew_after_a_failure_and_marks_it()
    {
        _rig.Run(StartMs);
        _rig.Lines.IsGone = true;
        _rig.Run(10);
        _rig.Lines.IsGone = false;
        _rig.Run(StartMs);
        _rig.Type(BenchRig.Digits + "#");
        _rig.Run(OpeningMs);

        Assert.True(_rig.IsOpen(BenchRig.Compartment));
        Assert.Equal(2, _rig.Controller.Starts);
        Assert.Equal(BootReason.Fault, _rig.Controller.Controller!.Parts.Boot.Reason);
    }

    [Fact]
    public void Is_given_up_when_it_fails_again_and_again()
    {
        _rig.Run(StartMs);
        _rig.Lines.IsGone = true;

        BenchException given = Assert.Throws<BenchException>(() => _rig.Run(StartMs));

        Assert.Contains("5 times", given.Message, StringComparison.Ordinal);
        Assert.Equal(BenchController.FaultsMax, _rig.Controller.Starts);
    }

    [Fact]
    public void Starts_anew_when_the_controller_asks_for_it()
    {
        _rig.Run(61_000);
        _rig.Gateway.SendOrder(1, OrderKind.Reboot, 0, _rig.NowUnix + 300);

        _rig.Run(10_000);

        Assert.Equal(2, _rig.Controller.Starts);
        Assert.Contains("The controller restarts itself.", _rig.Said);
    }

    [Fact]
    public void Ends_with_all_outputs_off_in_the_midst_of_a_pulse()
    {
        _rig.Run(StartMs);
        _rig.Type(BenchRig.Digits + "#");
        for (int i = 0; i < 100 && !_rig.Virtual.Solenoids[BenchRig.Compartment - 1].IsEnergized; i++)
            _rig.Run(10);
        bool isOn = _rig.Virtual.Solenoids[BenchRig.Compartment - 1].IsEnergized;
        _rig.Board.Pins.SetBuzzer(true);

        IReadOnlyList<string> silent = _rig.Board.SwitchOff(_rig.Controller.Expanders);

        Assert.True(isOn);
        Assert.Empty(silent);
        Assert.False(_rig.Virtual.Solenoids[BenchRig.Compartment - 1].IsEnergized);
        Assert.False(_rig.Virtual.BuzzerSounds);
        Assert.Equal(LedColor.Off, _rig.Virtual.Led);
        Assert.Empty(_rig.Lines.DrivenRows);
    }

    [Fact]
    public void Names_the_expanders_that_it_could_not_switch_off()
    {
        _rig.Run(StartMs);
        _rig.Virtual.MainI2c.ChipAt(0x21)!.IsPresent = false;

        Assert.Equal(["0x21"], _rig.Board.SwitchOff(_rig.Controller.Expanders));
    }

    [Fact]
    public void Lets_go_of_its_lines_at_the_end()
    {
        _rig.Board.Dispose();

        Assert.Empty(_rig.Lines.Open);
    }
}
