using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Chips;
using Fachwerk.Simulator.Crypto;
using Fachwerk.Simulator.Depots;
using Xunit;

namespace Fachwerk.Tests.Simulator.Board;

/// <summary>The faults of a board, seen from the wires.</summary>
public sealed class BoardFaultTests : IDisposable
{
    private readonly SoftwareCryptoChip _crypto = new();
    private readonly VirtualBoard _board;

    public BoardFaultTests()
    {
        _board = new VirtualBoard(16, new FramArray(), new FramArray(), new NoNetwork(), _crypto);
        _board.PowerUp();
    }

    public void Dispose() => _crypto.Dispose();

    [Fact]
    public void A_changed_expander_comes_with_its_power_on_values_and_lets_the_solenoid_go()
    {
        Drive(0b0000_0100);
        bool wasOn = _board.Solenoids[2].IsEnergized;

        _board.Replace(Expander);

        // PCA9555 tables 7 and 11: latches high, all pins inputs.
        Assert.True(wasOn);
        Assert.False(_board.Solenoids[2].IsEnergized);
        Assert.Equal([0xFF, 0xFF], Read(command: 6));
        Assert.Equal([0xFF, 0xFF], Read(command: 2));
    }

    [Fact]
    public void A_changed_display_is_dark_and_waits_for_its_initialization()
    {
        Assert.True(_board.DisplayBus.TryTransfer(0x3F, [0x00], 0, 1, null, 0, 0));
        bool wasLit = _board.DisplayExpander.IsLit;

        _board.Replace(_board.DisplayExpander);

        // PCF8574A §8.1: all pins high after power-on; with R/W and E high the display drives the other four.
        byte[] pins = new byte[1];
        Assert.True(_board.DisplayBus.TryTransfer(0x3F, [], 0, 0, pins, 0, 1));
        Assert.False(wasLit);
        Assert.Equal(0x0F, pins[0] & 0x0F);
    }

    [Fact]
    [Trait("Promise", "D-05")]
    public void An_output_that_is_stuck_reads_high_and_is_off_after_one_trigger()
    {
        Drive(0);
        Expander.StuckHigh = 0b0000_0010;

        byte pins = Read(command: 0)[0];
        _board.Pins.TriggerSolenoidSupply();
        _board.Advance(10_000);

        Assert.Equal(0b0000_0010, pins);
        Assert.Equal(1, _board.Solenoids[1].Pulses);
        Assert.InRange(_board.Solenoids[1].LongestPulseMs, 790, 800);
    }

    [Fact]
    public void A_supply_that_sags_moves_no_latch()
    {
        _board.SupplyOhms = 6;

        Drive(0b0000_0001);
        _board.Advance(200);

        // 12 V / (5.85 Ω + 6 Ω), less than the 1.2 A that the latch needs.
        Assert.InRange(_board.SolenoidAmperes, 1.0, 1.02);
        Assert.InRange(_board.BusVolts, 5.8, 6.0);
        _board.Advance(1_000);
        Assert.False(_board.Doors[0].IsOpen);
    }

    [Fact]
    public void A_loose_switch_changes_as_often_as_it_is_told_beforehand()
    {
        _board.Doors[4].SwitchFlapsEveryMs = 300;
        int changes = 0;
        bool before = _board.Doors[4].SwitchReadsOpen;

        while (_board.NextInputChangeMs <= 3_000)
        {
            _board.Advance(_board.NextInputChangeMs);
            changes += before != _board.Doors[4].SwitchReadsOpen ? 1 : 0;
            before = _board.Doors[4].SwitchReadsOpen;
        }

        Assert.Equal(10, changes);
        Assert.False(_board.Doors[4].IsOpen);
    }

    private Pca9555 Expander => (Pca9555)_board.MainI2c.ChipAt(0x20)!;

    private void Drive(byte outputs)
    {
        Assert.True(_board.MainBus.TryTransfer(0x20, [2, outputs], 0, 2, null, 0, 0));
        Assert.True(_board.MainBus.TryTransfer(0x20, [6, 0x00], 0, 2, null, 0, 0));
        if (outputs != 0)
            _board.Pins.TriggerSolenoidSupply();
    }

    private byte[] Read(byte command)
    {
        byte[] read = new byte[2];
        Assert.True(_board.MainBus.TryTransfer(0x20, [command], 0, 1, read, 0, 2));
        return read;
    }
}
