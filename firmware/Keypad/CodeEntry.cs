namespace Fachwerk.Firmware.Keypad;

/// <summary>The digits being typed. They leave this class as ASCII for the check and are wiped afterwards.</summary>
public sealed class CodeEntry
{
    /// <summary>Digits of the longest code (protocol: 8 or 9 in the table, 10 offline).</summary>
    public const int DigitsMax = 10;

    /// <summary>Digits of the shortest code.</summary>
    public const int DigitsMin = 8;

    // Before the end, and never more than half of the time.
    private const int WarnMs = 4000;

    private readonly byte[] _digits = new byte[DigitsMax];
    private long _lastKeyMs;

    /// <summary>Milliseconds after the last key until the entry is dropped.</summary>
    public int TimeoutMs { get; set; } = 10000;

    /// <summary>Digits typed, counted up to one more than a code can have.</summary>
    public int Count { get; private set; }

    /// <summary>True when some code has this many digits.</summary>
    public bool HasCodeLength => Count >= DigitsMin && Count <= DigitsMax;

    /// <summary>True when more was typed than any code has.</summary>
    public bool IsTooLong => Count > DigitsMax;

    /// <summary>The digits in ASCII, the first <see cref="Count"/> of them.</summary>
    public byte[] Digits => _digits;

    /// <summary>Takes a key.</summary>
    public EntryEvent Press(char key, long nowMs)
    {
        _lastKeyMs = nowMs;
        if (key == '#')
        {
            return Count == 0 ? EntryEvent.None : EntryEvent.Entered;
        }
        if (key == '*')
        {
            bool wasEmpty = Count == 0;
            Clear();
            return wasEmpty ? EntryEvent.Language : EntryEvent.Cleared;
        }
        if (Count < DigitsMax)
        {
            _digits[Count] = (byte)key;
        }
        if (Count <= DigitsMax)
        {
            Count++;
        }
        return EntryEvent.Digit;
    }

    /// <summary>Drops the entry when its time is over.</summary>
    public EntryEvent Tick(long nowMs)
    {
        if (Count == 0 || nowMs - _lastKeyMs < TimeoutMs)
        {
            return EntryEvent.None;
        }
        Clear();
        return EntryEvent.TimedOut;
    }

    /// <summary>True when it is dropped in a few seconds unless a key comes.</summary>
    public bool IsEnding(long nowMs) => Count != 0 && nowMs >= EndingMs;

    /// <summary>Milliseconds until the entry is about to time out, or does; int.MaxValue when there is none.</summary>
    public int WaitMs(long nowMs) =>
        Waits.Until(Count != 0, IsEnding(nowMs) ? _lastKeyMs + TimeoutMs : EndingMs, nowMs);

    /// <summary>Wipes the digits.</summary>
    public void Clear()
    {
        for (int i = 0; i < DigitsMax; i++)
        {
            _digits[i] = 0;
        }
        Count = 0;
    }

    private long EndingMs => _lastKeyMs + TimeoutMs - (TimeoutMs < 2 * WarnMs ? TimeoutMs / 2 : WarnMs);
}
