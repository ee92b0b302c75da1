using Fachwerk.Firmware;
using Fachwerk.Firmware.Board;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Chips;
using Fachwerk.Simulator.Depots;
using Xunit;

namespace Fachwerk.Tests.Firmware.Chips;

/// <summary>The Ethernet board as a whole: what people see and touch is on an expander that can fail.</summary>
[Trait("Promise", "D-12")]
public sealed class PanelExpanderTests : IDisposable
{
    private const int Panel = 0x74;
    private const string Digits = "47110815";

    // HARDWARE.md, "What is written anew".
    private const int MendedMs = 2_000;

    private readonly DepotRig _rig = new(compartments: 64, ethernet: true);

    public PanelExpanderTests()
    {
        _rig.Load(
            (RecordKind.Code, _rig.Record(Digits, DepotRig.Code(9, 7))),
            (RecordKind.Setting, DepotRig.Setting(SettingKey.BootSpread, 0, 1)));
    }

    private VirtualBoard Board => _rig.Depot.Board;

    private I2cChip Chip => Board.MainI2c.ChipAt(Panel)!;

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_code_opens_with_light_and_sound_and_the_gateway_learns_of_it()
    {
        _rig.PowerUp(6_000);
        int beeps = Board.Beeps;

        _rig.Type(Digits + "#");
        LedColor led = Board.Led;
        _rig.Run(3_000);

        Assert.True(_rig.IsOpen(7));
        Assert.Equal(LedColor.Green, led);
        Assert.Equal(Digits.Length + 2, Board.Beeps - beeps);
        Assert.Contains(_rig.Gateway.Events, e => e.Kind == EventKind.CodeAccepted);
        Assert.Equal((0, 1), (_rig.Depot.WatchdogResets, _rig.Depot.Boots));
    }

    [Fact]
    public void Mains_and_housing_are_told_and_shown_as_they_change()
    {
        _rig.Depot.SetNetwork(false);
        _rig.PowerUp();

        Board.MainsGood = false;
        Board.TamperClosed = false;
        _rig.Run(1_000);
        string battery = _rig.Line(3);
        Board.MainsGood = true;
        Board.TamperClosed = true;
        _rig.Run(1_000);

        Assert.Equal("Batteriebetrieb", battery);
        Assert.Equal(
            [EventKind.MainsLost, EventKind.TamperOpened, EventKind.MainsRestored, EventKind.TamperClosed],
            _rig.Kinds().Where(IsOfPins));
    }

    [Fact]
    public void Mains_and_housing_are_read_while_a_key_is_stuck()
    {
        _rig.PowerUp();
        Board.Keypad.Press('9');
        _rig.Run(70_000);

        Board.MainsGood = false;
        Board.TamperClosed = false;
        _rig.Run(1_000);

        Assert.Equal([EventKind.MainsLost, EventKind.TamperOpened], _rig.Kinds().Where(IsOfPins));
    }

    [Fact]
    public void A_stuck_key_leaves_the_others_and_events_are_still_told()
    {
        _rig.PowerUp();
        Board.Keypad.Press('9');
        _rig.Run(70_000);
        uint before = _rig.Gateway.Acked;

        _rig.Type("*" + Digits + "#");
        _rig.Run(5_000);

        Assert.True(_rig.IsOpen(7));
        Assert.Equal([EventKind.PartFailed], Told());
        Assert.True(_rig.Gateway.Acked > before);
        Assert.Equal(_rig.Journal()[^1].Number, _rig.Gateway.Events[^1].Number);
    }

    [Fact]
    public void One_that_does_not_answer_is_told_and_shown_and_doors_and_network_go_on()
    {
        _rig.PowerUp(6_000);

        Chip.IsPresent = false;
        Board.MainsGood = false;
        Board.TamperClosed = false;
        _rig.Run(3_000);
        int shown = _rig.Depot.Firmware!.Parts.Panel.State.FaultyPart;
        _rig.Type(Digits + "#");
        _rig.Gateway.SendOrder(1, OrderKind.Open, 9, _rig.NowUnix + 30);
        _rig.Run(5_000);

        Assert.Equal((int)DepotPart.Keypad, shown);
        Assert.Equal([EventKind.PartFailed], Told());
        Assert.Equal((false, true), (_rig.IsOpen(7), _rig.IsOpen(9)));
        Assert.DoesNotContain(_rig.Kinds(), IsOfPins);
        Assert.Equal(0, _rig.Depot.WatchdogResets);
    }

    [Fact]
    public void One_that_is_back_without_its_state_is_written_anew()
    {
        _rig.PowerUp(6_000);
        Chip.IsPresent = false;
        _rig.Run(3_000);

        Board.Replace(Chip);
        Board.MainsGood = false;
        _rig.Run(MendedMs);
        _rig.Type(Digits + "#");
        LedColor led = Board.Led;
        _rig.Run(2_000);

        Assert.True(_rig.IsOpen(7));
        Assert.Equal(LedColor.Green, led);
        Assert.Equal([EventKind.PartFailed, EventKind.PartRecovered], Told());
        Assert.Equal([EventKind.MainsLost], _rig.Kinds().Where(IsOfPins));
        Assert.Equal(0, _rig.Depot.Firmware!.Parts.Panel.State.FaultyPart);
    }

    [Fact]
    public void One_that_is_missing_at_the_start_is_told_and_works_once_it_is_there()
    {
        Chip.IsPresent = false;
        _rig.PowerUp(70_000);
        List<EventKind> before = _rig.Kinds();
        CheckInFlags flags = PinFlags();

        Board.Replace(Chip);
        _rig.Run(MendedMs);
        _rig.Type(Digits + "#");
        _rig.Run(1_000);

        Assert.Contains(EventKind.PartFailed, before);
        Assert.DoesNotContain(_rig.Kinds(), IsOfPins);
        Assert.Equal(CheckInFlags.None, flags);
        Assert.True(_rig.IsOpen(7));
    }

    [Fact]
    public void A_restart_of_the_program_alone_leaves_it_sounding_until_the_controller_is_built()
    {
        _rig.PowerUp();
        Write(3, 1);

        Board.ResetController(byItself: true);
        bool isLeft = Board.BuzzerSounds;
        _ = new LockerController(Board, "1.0.0");

        Assert.True(isLeft);
        Assert.False(Board.BuzzerSounds);
    }

    // What was told before the power went is not taken back by an input that nobody can read.
    [Fact]
    public void Mains_and_housing_stay_as_they_were_told_while_the_inputs_cannot_be_read()
    {
        _rig.PowerUp();
        Board.MainsGood = false;
        Board.TamperClosed = false;
        _rig.Run(1_000);
        _rig.Depot.SetPower(false);
        Chip.IsPresent = false;

        _rig.PowerUp(70_000);

        Assert.Equal([EventKind.MainsLost, EventKind.TamperOpened], _rig.Kinds().Where(IsOfPins));
        Assert.False(Board.MainsGood);
        Assert.Equal(CheckInFlags.MainsLost | CheckInFlags.Tamper, PinFlags());
    }

    // The other way round to what is at rest: the chip has all pins as inputs and keeps nothing.
    [Fact]
    public void One_that_lost_its_power_for_a_moment_is_noticed_in_the_next_tick_and_no_key_is_lost_after_it()
    {
        _rig.PowerUp(6_000);
        _rig.Type(Digits[..3]);

        Chip.PowerUp();
        _rig.Run(50);
        byte[] configuration = Read(6);
        _rig.Type(Digits[3..] + "#");
        _rig.Run(1_000);

        Assert.Equal([0x70, 0x30], configuration);
        Assert.True(_rig.IsOpen(7));
        Assert.Equal([EventKind.PartFailed, EventKind.PartRecovered], Told());
    }

    [Fact]
    public void A_key_that_is_held_while_the_chip_is_away_does_not_count_twice()
    {
        _rig.PowerUp(6_000);
        Board.Keypad.Press('5');
        _rig.Run(200);
        int before = _rig.Depot.Firmware!.Parts.Panel.State.Digits;

        Chip.IsPresent = false;
        _rig.Run(1_500);
        Board.Replace(Chip);
        _rig.Run(1_500);
        int held = _rig.Depot.Firmware.Parts.Panel.State.Digits;
        Board.Keypad.Release('5');
        _rig.Run(200);
        _rig.Type("6");

        Assert.Equal((1, 1, 2), (before, held, _rig.Depot.Firmware.Parts.Panel.State.Digits));
    }

    [Fact]
    public void One_that_answers_nonsense_types_nothing_and_tells_no_mains()
    {
        _rig.PowerUp(6_000);
        int clicks = Board.Beeps;

        Chip.AnswersGarbage = true;
        _rig.Run(600_000);

        Assert.Equal(0, _rig.Depot.Firmware!.Parts.Panel.State.Digits);
        Assert.Equal(clicks, Board.Beeps);
        Assert.DoesNotContain(_rig.Kinds(), IsOfPins);
        Assert.DoesNotContain(EventKind.CodeWrong, _rig.Kinds());
        Assert.Equal([EventKind.PartFailed], Told());
    }

    public static TheoryData<int, int> Disturbances()
    {
        TheoryData<int, int> all = [];
        for (int register = 2; register < 8; register++)
        {
            for (int bit = 0; bit < 8; bit++)
                all.Add(register, bit);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Disturbances))]
    [Trait("Promise", "D-17")]
    public void A_register_that_was_disturbed_is_put_right_and_told_and_nothing_is_believed_meanwhile(
        int register, int bit)
    {
        _rig.PowerUp(6_000);
        byte before = Read(register & 6)[register & 1];

        Write(register, (byte)(before ^ 1 << bit));
        _rig.Run(MendedMs);
        byte after = Read(register & 6)[register & 1];

        // A column that drives looks like keys, and to read them row by row writes the register anew.
        bool isWrittenAnyway = register == 6 && bit is >= 4 and <= 6;
        Assert.Equal(before, after);
        Assert.Equal(isWrittenAnyway ? [] : [EventKind.PartFailed, EventKind.PartRecovered], Told());
        Assert.DoesNotContain(_rig.Kinds(), IsOfPins);
        Assert.Equal(0, _rig.Depot.Firmware!.Parts.Panel.State.Digits);
        Assert.False(Board.BuzzerSounds);
        Assert.Equal(LedColor.Off, Board.Led);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    public void A_bus_that_does_not_move_takes_the_keypad_with_it_and_gives_it_back(int stallMs)
    {
        _rig.PowerUp(6_000);
        Board.MainI2c.StallMs = stallMs;

        Board.MainI2c.IsStuck = true;
        _rig.Run(20_000);
        Board.MainI2c.IsStuck = false;
        _rig.Run(35_000);
        _rig.Type(Digits + "#");
        _rig.Run(1_000);

        Assert.True(_rig.IsOpen(7));
        Assert.Equal(0, _rig.Depot.WatchdogResets);
        Assert.DoesNotContain(_rig.Kinds(), IsOfPins);
    }

    [Fact]
    public void A_display_whose_bus_does_not_move_is_no_failure_of_the_keypad()
    {
        _rig.PowerUp(6_000);
        Board.DisplayI2c.StallMs = 1_000;

        Board.DisplayI2c.IsStuck = true;
        _rig.Run(60_000);

        Assert.Empty(Told());
        Assert.Contains(_rig.Journal(), e =>
            e.Kind == EventKind.PartFailed && e.Details[0] == (uint)DepotPart.Display);
    }

    [Theory]
    [InlineData(20, 0)]
    [InlineData(300, 1)]
    public void A_transfer_that_waits_and_fails_is_noticed_only_when_the_bus_rests_after_it(int stallMs, int told)
    {
        _rig.PowerUp(6_000);

        for (int i = 0; i < 10; i++)
        {
            Board.MainI2c.StallOnce(stallMs);
            _rig.Run(5_003);
        }

        _rig.Type(Digits + "#");
        _rig.Run(1_000);

        Assert.InRange(Told().Count, 0, 2 * told);
        Assert.True(_rig.IsOpen(7));
    }

    [Fact]
    public void The_reset_line_silences_the_buzzer_and_puts_out_the_light()
    {
        _rig.PowerUp(6_000);
        Board.Keypad.Press('#');
        _rig.Run(200);
        bool sounded = Board.BuzzerSounds;

        _rig.Depot.Hangs = true;
        _rig.Run(VirtualBoard.WatchdogMs + SimulatedDepot.BootMs / 2);

        Assert.True(sounded);
        Assert.False(Board.BuzzerSounds);
        Assert.Equal(LedColor.Off, Board.Led);
        Assert.Equal([0xFF, 0xFF], Read(6));
    }

    [Fact]
    public void A_keypad_at_rest_costs_one_transfer_a_tick_and_no_row_is_written_but_once_a_second()
    {
        _rig.Depot.SetNetwork(false);
        _rig.PowerUp(30_000);
        long rows = ((Pca9555)Chip).Writes;

        _rig.Run(10_000);

        Assert.InRange(((Pca9555)Chip).Writes - rows, 10, 30);
    }

    private List<EventKind> Told() => [.. _rig.Journal()
        .Where(e => e.Kind is EventKind.PartFailed or EventKind.PartRecovered)
        .Where(e => e.Details[0] == (uint)DepotPart.Keypad).Select(e => e.Kind)];

    private CheckInFlags PinFlags() =>
        (CheckInFlags)_rig.Gateway.CheckIns[^1].Flags & (CheckInFlags.MainsLost | CheckInFlags.Tamper);

    private static bool IsOfPins(EventKind kind) => kind is EventKind.MainsLost or EventKind.MainsRestored
        or EventKind.TamperOpened or EventKind.TamperClosed;

    private void Write(int register, byte value) =>
        Assert.True(Board.MainI2c.TryTransfer(Panel, [(byte)register, value], 0, 2, null, 0, 0));

    private byte[] Read(int register)
    {
        byte[] found = new byte[2];
        Assert.True(Board.MainI2c.TryTransfer(Panel, [(byte)register], 0, 1, found, 0, 2));
        return found;
    }
}
