using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Keypad;
using Fachwerk.Protocol.Codes;
using Fachwerk.Simulator.Chips;
using Fachwerk.Simulator.Parts;
using Xunit;

namespace Fachwerk.Tests.Firmware.Keypad;

/// <summary>
/// Fingers that overlap, on the matrix as it is wired: two keys cannot show a third, three can (HARDWARE.md). Contacts
/// bounce for some milliseconds at each movement.
/// </summary>
[Trait("Promise", "D-01")]
public sealed class RolloverTests
{
    private const int HeldMs = 100;

    private readonly BoardClock _clock = new();
    private readonly KeypadMatrix _matrix;
    private readonly KeypadScanner _scanner;
    private readonly List<(long AtMs, char Key, bool Down)> _strokes = [];
    private long _scanMs;

    public RolloverTests()
    {
        _matrix = new KeypadMatrix(_clock);
        _scanner = new KeypadScanner(new MatrixPins(_matrix));
        Play(100);
    }

    public static TheoryData<int> Overlaps() => [5, 20, 40, 60, 80, HeldMs + 20];

    [Theory]
    [MemberData(nameof(Overlaps))]
    public void Both_keys_of_every_pair_count_in_their_order_however_they_overlap(int overlapMs)
    {
        foreach ((char first, char second) in Pairs())
        {
            for (int phase = 0; phase < KeypadScanner.ScanMs; phase++)
            {
                long begin = _clock.NowMs + 1 + phase;
                Stroke(first, begin, overlapMs > HeldMs ? begin + 2 * HeldMs + overlapMs : begin + HeldMs);
                Stroke(second, begin + HeldMs - Math.Min(overlapMs, HeldMs - 20), begin + 2 * HeldMs);

                Assert.Equal($"{first}{second}", Play(4 * HeldMs + overlapMs));
            }
        }
    }

    [Fact]
    public void A_row_of_keys_each_down_before_the_one_before_is_up_is_read_whole()
    {
        const string Digits = "4711081523#";
        long begin = _clock.NowMs + 1;
        for (int i = 0; i < Digits.Length; i++)
        {
            // The same key twice is let go between.
            bool isDouble = i + 1 < Digits.Length && Digits[i] == Digits[i + 1];
            Stroke(Digits[i], begin + i * 80, begin + i * 80 + (isDouble ? 40 : 100));
        }

        Assert.Equal(Digits, Play(2_000));
    }

    [Fact]
    public void Three_keys_that_go_down_together_count_as_none_and_their_ghost_neither()
    {
        foreach (string keys in Triples())
        {
            for (int phase = 0; phase < KeypadScanner.ScanMs; phase++)
            {
                long begin = _clock.NowMs + 1 + phase;
                foreach (char key in keys)
                    Stroke(key, begin + 3 * keys.IndexOf(key, StringComparison.Ordinal), begin + HeldMs);

                Assert.Equal("", Play(3 * HeldMs));
            }
        }
    }

    [Fact]
    public void A_third_key_ends_the_reading_until_all_are_let_go()
    {
        foreach (string keys in Triples())
        {
            long begin = _clock.NowMs + 1;
            Stroke(keys[0], begin, begin + 400);
            Stroke(keys[1], begin + 60, begin + 300);
            Stroke(keys[2], begin + 120, begin + 200);
            string read = Play(250);
            // Still one of them down: the next key is refused, too.
            Stroke(keys[2], begin + 320, begin + 390);
            read += Play(400);
            Stroke(keys[2], _clock.NowMs + 1, _clock.NowMs + 1 + HeldMs);

            Assert.Equal((keys[..2], keys[2..]), (read, Play(300)));
        }
    }

    [Fact]
    public void Two_keys_within_one_scan_tell_no_order_and_count_as_none()
    {
        foreach ((char first, char second) in Pairs())
        {
            long begin = _clock.NowMs + 1;
            Stroke(first, begin, begin + HeldMs);
            Stroke(second, begin, begin + HeldMs);

            Assert.Equal("", Play(3 * HeldMs));
        }
    }

    [Fact]
    public void A_code_typed_with_overlapping_fingers_opens_its_door()
    {
        const string Digits = "47110815";
        using DepotRig rig = new();
        rig.LoadCode(Digits, DepotRig.Code(9, 7));
        rig.PowerUp();
        string typed = Digits + "#";
        KeypadMatrix keypad = rig.Depot.Board.Keypad;

        // 120 ms a key, each down 20 ms before the one before is up; the same one twice is let go between.
        for (int i = 0; i < typed.Length; i++)
        {
            keypad.Press(typed[i]);
            rig.Run(20);
            keypad.Release(i > 0 && typed[i - 1] != typed[i] ? typed[i - 1] : '*');
            rig.Run(60);
            if (i + 1 < typed.Length && typed[i + 1] == typed[i])
            {
                keypad.Release(typed[i]);
                rig.Run(40);
            }
        }

        keypad.Release('#');
        rig.Run(1_000);

        Assert.True(rig.IsOpen(7));
        Assert.NotNull(rig.Depot.Firmware);
    }

    private static IEnumerable<(char First, char Second)> Pairs() =>
        from first in KeypadMatrix.Keys
        from second in KeypadMatrix.Keys
        where first != second
        select (first, second);

    private static IEnumerable<string> Triples() =>
        from a in KeypadMatrix.Keys
        from b in KeypadMatrix.Keys
        from c in KeypadMatrix.Keys
        where a != b && b != c && a != c
        select $"{a}{b}{c}";

    private void Stroke(char key, long downMs, long upMs)
    {
        _strokes.Add((downMs, key, true));
        _strokes.Add((upMs, key, false));
    }

    // Lets time pass, a millisecond at a time, with a scan when the scanner wants one.
    private string Play(int milliseconds)
    {
        string read = "";
        for (int i = 0; i < milliseconds; i++)
        {
            _clock.Spend(1_000);
            long nowMs = _clock.NowMs;
            foreach ((_, char key, bool down) in _strokes.Where(stroke => stroke.AtMs == nowMs))
            {
                if (down)
                    _matrix.Press(key);
                else
                    _matrix.Release(key);
            }

            _strokes.RemoveAll(stroke => stroke.AtMs == nowMs);
            if (nowMs < _scanMs)
                continue;
            _scanMs = nowMs + KeypadScanner.ScanMs;
            char found = _scanner.Tick(nowMs);
            read += found == KeypadScanner.None ? "" : found;
        }

        return read;
    }

    private sealed class MatrixPins(KeypadMatrix matrix) : IBoardPins
    {
        public bool MainsGood => true;

        public bool TamperClosed => true;

        public void SelectKeypadRow(int row) => matrix.SelectRow(row);

        public int ReadKeypadColumns() => matrix.ReadColumns();

        public void TriggerSolenoidSupply() => throw new InvalidOperationException();

        public void FeedWatchdog() => throw new InvalidOperationException();

        public void SetBuzzer(bool sounding) => throw new InvalidOperationException();

        public void SetLed(LedColor color) => throw new InvalidOperationException();
    }
}
