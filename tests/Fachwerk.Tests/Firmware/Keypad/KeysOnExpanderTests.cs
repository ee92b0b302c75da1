using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Keypad;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Chips;
using Fachwerk.Simulator.Crypto;
using Fachwerk.Simulator.Depots;
using Fachwerk.Simulator.Parts;
using Xunit;

namespace Fachwerk.Tests.Firmware.Keypad;

/// <summary>The matrix read through the expander of the Ethernet board: the keypad keeps its rules.</summary>
[Trait("Promise", "D-01")]
public sealed class KeysOnExpanderTests : IDisposable
{
    private readonly SoftwareCryptoChip _crypto = new();
    private readonly VirtualBoard _board;
    private readonly PanelExpander _panel;
    private readonly KeypadScanner _scanner;
    private long _nowMs;

    public KeysOnExpanderTests()
    {
        _board = new VirtualBoard(8, new FramArray(), new FramArray(), new NoNetwork(), _crypto);
        _board.AddPanelExpander();
        _board.PowerUp();
        _panel = new PanelExpander(_board.MainI2c, _board.Pins);
        _scanner = new KeypadScanner(_panel);
        Run(100);
    }

    public void Dispose() => _crypto.Dispose();

    [Fact]
    public void Every_key_is_itself_and_no_other()
    {
        foreach (char key in KeypadMatrix.Keys)
            Assert.Equal(key.ToString(), Hold(key.ToString(), 100));
    }

    [Fact]
    public void Both_keys_of_every_pair_that_overlaps_count_in_their_order_and_no_third()
    {
        foreach (char first in KeypadMatrix.Keys)
        {
            foreach (char second in KeypadMatrix.Keys.Where(key => key != first))
                Assert.Equal($"{first}{second}", Press(first, 60) + Press(second, 60) + Release(first, 60)
                    + Release(second, 60));
        }
    }

    [Fact]
    public void Three_keys_show_no_ghost()
    {
        foreach (string keys in Triples())
            Assert.Equal("", Hold(keys, 80));
    }

    [Fact]
    public void A_key_held_for_a_minute_is_left_out_until_it_is_let_go()
    {
        string first = Press('7', 61_000);
        bool isStuck = _scanner.IsKeyStuck;
        string others = Hold("5", 100) + Hold("3", 100);
        Release('7', 100);

        Assert.Equal(("7", true, "53"), (first, isStuck, others));
        Assert.Equal(("7", false), (Hold("7", 100), _scanner.IsKeyStuck));
    }

    [Fact]
    public void A_scan_row_by_row_keeps_to_its_share_of_the_tick()
    {
        Press('5', 100);
        long before = _board.Clock.NowMicros;

        _panel.Tick(_nowMs += KeypadScanner.ScanMs);
        long tickMicros = _board.Clock.NowMicros - before;
        _scanner.Tick(_nowMs);
        long scanMicros = _board.Clock.NowMicros - before - tickMicros;

        TestContext.Current.TestOutputHelper?.WriteLine($"{scanMicros} µs");
        Assert.InRange(scanMicros, 500, 1_000);
    }

    private static IEnumerable<string> Triples() =>
        from a in KeypadMatrix.Keys
        from b in KeypadMatrix.Keys
        from c in KeypadMatrix.Keys
        where a < b && b < c
        select $"{a}{b}{c}";

    private string Hold(string keys, int milliseconds)
    {
        foreach (char key in keys)
            _board.Keypad.Press(key);
        string read = Run(milliseconds);
        foreach (char key in keys)
            _board.Keypad.Release(key);
        return read + Run(60);
    }

    private string Press(char key, int milliseconds)
    {
        _board.Keypad.Press(key);
        return Run(milliseconds);
    }

    private string Release(char key, int milliseconds)
    {
        _board.Keypad.Release(key);
        return Run(milliseconds);
    }

    private string Run(int milliseconds)
    {
        string read = "";
        for (int passed = 0; passed < milliseconds; passed += KeypadScanner.ScanMs)
        {
            _nowMs = Math.Max(_nowMs + KeypadScanner.ScanMs, _board.Clock.NowMs);
            _board.Advance(_nowMs);
            _panel.Tick(_nowMs);
            char key = _scanner.Tick(_nowMs);
            read += key == KeypadScanner.None ? "" : key;
        }

        return read;
    }
}
