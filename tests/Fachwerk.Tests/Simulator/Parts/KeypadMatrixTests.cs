using Fachwerk.Simulator.Chips;
using Fachwerk.Simulator.Parts;
using Xunit;

namespace Fachwerk.Tests.Simulator.Parts;

public sealed class KeypadMatrixTests
{
    private readonly BoardClock _clock = new();
    private readonly KeypadMatrix _keypad;

    public KeypadMatrixTests()
    {
        _keypad = new KeypadMatrix(_clock);
    }

    [Theory]
    [InlineData('1', 0, 0b001)]
    [InlineData('6', 1, 0b100)]
    [InlineData('8', 2, 0b010)]
    [InlineData('*', 3, 0b001)]
    [InlineData('#', 3, 0b100)]
    public void Shows_a_key_in_its_row_and_column_only(char key, int row, int column)
    {
        _keypad.Press(key);
        _clock.Spend(20_000);

        for (int other = 0; other < 4; other++)
            Assert.Equal(other == row ? column : 0, Columns(other));
    }

    [Fact]
    public void Shows_a_ghost_at_the_fourth_corner_of_three_pressed_keys()
    {
        _keypad.Press('1');
        _keypad.Press('3');
        _keypad.Press('7');
        _clock.Spend(20_000);

        Assert.Equal(0b101, Columns(0));
        Assert.Equal(0b101, Columns(2)); // 9 is not pressed.
        Assert.Equal(0, Columns(1));
    }

    [Fact]
    public void Shows_no_ghost_for_two_keys()
    {
        _keypad.Press('1');
        _keypad.Press('9');
        _clock.Spend(20_000);

        Assert.Equal(0b001, Columns(0));
        Assert.Equal(0b100, Columns(2));
    }

    [Fact]
    public void Bounces_for_some_milliseconds_and_says_when_it_will()
    {
        _keypad.Press('5');
        int changes = 0;
        int last = Columns(1);
        for (int ms = 0; ms < 20; ms++)
        {
            _clock.Spend(1000);
            changes += Columns(1) == last ? 0 : 1;
            last = Columns(1);
        }

        Assert.True(changes >= 2);
        Assert.Equal(0b010, last);
        Assert.Equal(long.MaxValue, _keypad.NextChangeMs);
    }

    [Fact]
    public void Shows_nothing_while_no_row_is_driven()
    {
        _keypad.Press('5');
        _clock.Spend(20_000);

        Assert.Equal(0, Columns(-1));
    }

    private int Columns(int row)
    {
        _keypad.SelectRow(row);
        return _keypad.ReadColumns();
    }
}
