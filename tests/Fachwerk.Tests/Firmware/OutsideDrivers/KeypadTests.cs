using System.Device.Gpio;
using Fachwerk.Firmware.Keypad;
using Fachwerk.Simulator.Parts;
using Iot.Device.KeyMatrix;
using Xunit;

namespace Fachwerk.Tests.Firmware.OutsideDrivers;

/// <summary>
/// Our scanner and Iot.Device.KeyMatrix on one matrix. Theirs drives rows high, so its wires are inverted.
/// </summary>
public sealed class KeypadTests : IDisposable
{
    private const int Columns = 3;
    private const int BounceMs = 10;
    private static readonly int[] RowPins = [0, 1, 2, 3];
    private static readonly int[] ColumnPins = [4, 5, 6];

    private readonly OutsideRig _rig = new();
    private readonly KeyMatrix _theirs;
    private readonly KeypadScanner _ours;

    public KeypadTests()
    {
        _ours = new KeypadScanner(_rig.Board.Pins);
        _theirs = new KeyMatrix(
            RowPins, ColumnPins, TimeSpan.Zero, new GpioController(new InvertedKeypad(_rig.Board.Keypad)));
        Scan();
    }

    public static TheoryData<char> Keys => [.. KeypadMatrix.Keys];

    public void Dispose()
    {
        _theirs.Dispose();
        _rig.Dispose();
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Theirs_finds_a_key_that_is_pressed_and_let_go(char key)
    {
        int index = KeypadMatrix.Keys.IndexOf(key, StringComparison.Ordinal);
        Press(key);
        KeyMatrixEvent pressed = _theirs.ReadKey()!;
        _rig.Board.Keypad.Release(key);
        _rig.Pass(BounceMs);
        KeyMatrixEvent released = _theirs.ReadKey()!;

        Assert.Equal((index / Columns, index % Columns), (pressed.Output, pressed.Input));
        Assert.Equal(PinEventTypes.Rising, pressed.EventType);
        Assert.Equal((index / Columns, index % Columns), (released.Output, released.Input));
        Assert.Equal(PinEventTypes.Falling, released.EventType);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Ours_finds_the_key_that_theirs_finds(char key)
    {
        Press(key);
        KeyMatrixEvent found = _theirs.ReadKey()!;

        Assert.Equal([KeypadMatrix.Keys[found.Output * Columns + found.Input]], Scan());
    }

    [Fact]
    public void Theirs_takes_three_corners_for_four_and_ours_refuses_them()
    {
        Press('1');
        Press('3');
        Press('7');
        List<(int, int)> found = [];
        _theirs.KeyEvent += (_, key) => found.Add((key.Output, key.Input));

        // Each returns with the row in which something changed.
        _theirs.ReadKey();
        _theirs.ReadKey();

        Assert.Equal([(0, 0), (0, 2), (2, 0), (2, 2)], found);
        Assert.Empty(Scan());
    }

    private void Press(char key)
    {
        _rig.Board.Keypad.Press(key);
        _rig.Pass(BounceMs);
    }

    // What our scanner makes of the keypad; it drives rows that somebody else let go again within a second.
    private List<char> Scan()
    {
        List<char> keys = [];
        for (int tick = 0; tick < 120; tick++)
        {
            _rig.Pass(KeypadScanner.ScanMs);
            keys.Add(_ours.Tick(_rig.Board.Clock.NowMs));
        }

        return [.. keys.Where(key => key != KeypadScanner.None)];
    }

    private sealed class InvertedKeypad(KeypadMatrix keypad) : PinDriver
    {
        protected override void Drive(int pin, bool? isHigh)
        {
            if (pin < RowPins.Length)
                keypad.SelectRow(isHigh == true ? pin : -1);
        }

        protected override bool IsHigh(int pin) => (keypad.ReadColumns() >> (pin - RowPins.Length) & 1) != 0;
    }
}
