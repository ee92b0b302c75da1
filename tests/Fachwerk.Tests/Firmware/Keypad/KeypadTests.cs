using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Keypad;
using Xunit;

namespace Fachwerk.Tests.Firmware.Keypad;

public sealed class KeypadTests
{
    private readonly KeypadPins _pins = new();
    private readonly KeypadScanner _scanner;
    private long _nowMs;

    public KeypadTests()
    {
        _scanner = new KeypadScanner(_pins);
        Hold("", 50);
    }

    [Fact]
    [Trait("Promise", "D-01")]
    public void A_key_counts_once_after_three_equal_scans()
    {
        Assert.Equal("", Hold("5", 20));
        Assert.Equal("5", Hold("5", 500));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("9")]
    [InlineData("*")]
    [InlineData("0")]
    [InlineData("#")]
    [Trait("Promise", "D-01")]
    public void Every_corner_of_the_matrix_is_its_key(string key)
    {
        Assert.Equal(key, Hold(key, 60));
    }

    [Fact]
    [Trait("Promise", "D-01")]
    public void Bounce_shorter_than_the_debounce_is_no_key()
    {
        string pressed = "";
        for (int i = 0; i < 20; i++)
            pressed += Hold("5", 20) + Hold("", 10);

        Assert.Equal("", pressed);
    }

    [Fact]
    [Trait("Promise", "D-01")]
    public void Two_keys_at_once_count_as_none_until_all_are_released()
    {
        Assert.Equal("", Hold("15", 100) + Hold("5", 100));
        Assert.Equal("5", Hold("", 50) + Hold("5", 100));
    }

    [Fact]
    [Trait("Promise", "D-01")]
    public void A_key_that_is_stuck_from_the_start_never_counts()
    {
        KeypadScanner fresh = new(_pins);
        _pins.Held = "7";
        for (int i = 0; i < 100; i++)
            Assert.Equal(KeypadScanner.None, fresh.Tick(_nowMs + i * 10));
    }

    [Fact]
    [Trait("Promise", "D-12")]
    public void A_key_held_for_a_minute_is_left_out_until_it_is_let_go()
    {
        string first = Hold("7", 59_000);
        bool isStuckTooSoon = _scanner.IsKeyStuck;
        Hold("7", 2000);
        bool isStuck = _scanner.IsKeyStuck;
        string others = Hold("75", 100) + Hold("7", 100) + Hold("73", 100) + Hold("7", 100);
        Hold("", 100);
        string again = Hold("7", 100);

        Assert.Equal("7", first);
        Assert.Equal((false, true, false), (isStuckTooSoon, isStuck, _scanner.IsKeyStuck));
        Assert.Equal("53", others);
        Assert.Equal("7", again);
    }

    [Fact]
    [Trait("Promise", "D-01")]
    public void An_entry_times_out_ten_seconds_after_its_last_key()
    {
        CodeEntry entry = new();
        entry.Press('1', 0);
        entry.Press('2', 9000);

        Assert.Equal(EntryEvent.None, entry.Tick(18_999));
        Assert.Equal(EntryEvent.TimedOut, entry.Tick(19_000));
        Assert.Equal(0, entry.Count);
    }

    [Fact]
    [Trait("Promise", "D-01")]
    public void Star_clears_and_on_an_empty_entry_asks_for_the_other_language()
    {
        CodeEntry entry = new();
        entry.Press('1', 0);

        Assert.Equal(EntryEvent.Cleared, entry.Press('*', 1));
        Assert.Equal(EntryEvent.Language, entry.Press('*', 2));
        Assert.Equal(EntryEvent.None, entry.Press('#', 3));
    }

    [Fact]
    [Trait("Promise", "D-01")]
    public void Forty_digits_are_one_entry_of_no_code_length()
    {
        CodeEntry entry = new();
        for (int i = 0; i < 40; i++)
            entry.Press('1', i);

        Assert.Equal(CodeEntry.DigitsMax + 1, entry.Count);
        Assert.False(entry.HasCodeLength);
        Assert.Equal(EntryEvent.Entered, entry.Press('#', 41));
    }

    private string Hold(string keys, int milliseconds)
    {
        _pins.Held = keys;
        string pressed = "";
        for (int i = 0; i < milliseconds / 10; i++)
        {
            char key = _scanner.Tick(_nowMs);
            _nowMs += 10;
            pressed += key == KeypadScanner.None ? "" : key;
        }

        return pressed;
    }

    private sealed class KeypadPins : IBoardPins
    {
        private int _row = -1;

        public string Held { get; set; } = "";

        public bool MainsGood => true;

        public bool TamperClosed => true;

        public void SelectKeypadRow(int row) => _row = row;

        public int ReadKeypadColumns() => Held.Select(key => "123456789*0#".IndexOf(key, StringComparison.Ordinal))
            .Where(index => _row == KeypadScanner.EveryRow || index / 3 == _row)
            .Aggregate(0, (columns, index) => columns | 1 << index % 3);

        public void TriggerSolenoidSupply() => throw new InvalidOperationException();

        public void FeedWatchdog() => throw new InvalidOperationException();

        public void SetBuzzer(bool sounding) => throw new InvalidOperationException();

        public void SetLed(LedColor color) => throw new InvalidOperationException();
    }
}
