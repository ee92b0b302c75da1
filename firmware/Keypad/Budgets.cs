using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Codes;

namespace Fachwerk.Firmware.Keypad;

/// <summary>
/// How many wrong entries each length of code may still take. A bucket holds a day of powered time and refills with it;
/// a wrong entry costs the more, the more codes of its length are live, so that whoever never stops guessing opens a
/// door with a probability under 1 % a year on each channel. An empty bucket closes its channel until it holds an hour
/// again. Runs on the monotonic clock; what refilled since the last write is lost with the power.
/// <code>
/// level8[2] level9[2] level10[2]  closed[1]  kept[1]     levels in units of 10 s      (atomic record)
/// </code>
/// </summary>
/// <param name="fram">Chip A.</param>
public sealed class Budgets(Fram fram)
{
    /// <summary>Bytes of the record.</summary>
    public const int PayloadBytes = 8;

    private const int Channels = 3;
    private const int OfflineChannel = OfflineCode.Digits - TableCode.DigitsMin;
    private const int FullMs = 86400000;
    private const int ReopenMs = 3600000;
    private const int UnitMs = 10000;
    private const int StoreEveryMs = 600000;

    // A day's refill in entries: 2,700 · 10^(digits − 8) / live codes, within these.
    private const int RefillOfOneCode = 2700;
    private const int RefillMin = 24;
    private const int RefillMax = 240;

    private readonly AtomicRecord _record = new AtomicRecord(fram, FramMap.Budgets, PayloadBytes);
    private readonly WrongEntries _recent = new WrongEntries();
    private readonly byte[] _payload = new byte[PayloadBytes];
    private readonly int[] _levelMs = new int[Channels];
    private int _closed;
    private bool _isFull;
    private int _sinceStoredMs;
    private long _lastMs = -1;

    /// <summary>Reads the record; a blank one means full buckets.</summary>
    public LoadResult Load()
    {
        LoadResult result = _record.Load(_payload, 0);
        for (int i = 0; i < Channels; i++)
        {
            int units = result == LoadResult.Loaded ? BigEndian.ReadUInt16(_payload, 2 * i) : FullMs / UnitMs;
            _levelMs[i] = units * UnitMs < FullMs ? units * UnitMs : FullMs;
        }
        _closed = result == LoadResult.Loaded ? _payload[6] : 0;
        return result;
    }

    /// <summary>True while no entry of this length is taken.</summary>
    public bool IsClosed(int digits) => (_closed & (1 << ChannelOf(digits))) != 0;

    /// <summary>Minutes until a closed channel opens, rounded up.</summary>
    public int ClosedMinutes(int digits) => (ReopenMs - _levelMs[ChannelOf(digits)] + 59999) / 60000;

    /// <summary>Lets powered time pass.</summary>
    /// <returns>Digits of a channel that has just opened; 0 = none.</returns>
    public int Tick(long nowMs)
    {
        int passedMs = _lastMs < 0 ? 0 : (int)(nowMs - _lastMs < FullMs ? nowMs - _lastMs : FullMs);
        _lastMs = nowMs;
        if (_isFull)
        {
            return 0;
        }
        int opened = 0;
        bool isFilling = false;
        for (int i = 0; i < Channels; i++)
        {
            isFilling |= _levelMs[i] < FullMs;
            _levelMs[i] = _levelMs[i] < FullMs - passedMs ? _levelMs[i] + passedMs : FullMs;
            if (opened == 0 && (_closed & (1 << i)) != 0 && _levelMs[i] >= ReopenMs)
            {
                _closed &= ~(1 << i);
                opened = TableCode.DigitsMin + i;
            }
        }
        _isFull = !isFilling && _closed == 0;
        _sinceStoredMs = isFilling ? _sinceStoredMs + passedMs : 0;
        if (opened != 0 || _sinceStoredMs >= StoreEveryMs)
        {
            Store();
        }
        return opened;
    }

    /// <summary>Milliseconds until the next closed channel opens; int.MaxValue = none is closed.</summary>
    public int WaitMs()
    {
        int waitMs = int.MaxValue;
        for (int i = 0; i < Channels && _closed != 0; i++)
        {
            int leftMs = _levelMs[i] < ReopenMs ? ReopenMs - _levelMs[i] : 1;
            waitMs = (_closed & (1 << i)) != 0 && leftMs < waitMs ? leftMs : waitMs;
        }
        return waitMs;
    }

    /// <summary>A wrong entry is paid for; when it returns, that is stored.</summary>
    /// <param name="liveCodes">Codes of any length in the table.</param>
    /// <returns>True when it has emptied the bucket and closed the channel.</returns>
    public bool CountWrong(int digits, int liveCodes, long nowMs)
    {
        int channel = ChannelOf(digits);
        int costMs = CostMs(channel, liveCodes);
        _isFull = false;
        _levelMs[channel] = _levelMs[channel] > costMs ? _levelMs[channel] - costMs : 0;
        _recent.Add(channel, costMs, nowMs);
        bool hasClosed = _levelMs[channel] < costMs && !IsClosed(digits);
        _closed |= hasClosed ? 1 << channel : 0;
        Store();
        return hasClosed;
    }

    /// <summary>
    /// A code opened. Whoever was given it may have mistyped it: at its first opening the wrong entries of the two
    /// minutes before are given back, but none from before another opening.
    /// </summary>
    public void NoteOpening(bool isFirst, long nowMs)
    {
        int sumMs = 0;
        for (int i = 0; i < Channels && isFirst; i++)
        {
            int backMs = _recent.CostsOf(i, nowMs);
            _levelMs[i] = _levelMs[i] < FullMs - backMs ? _levelMs[i] + backMs : FullMs;
            sumMs += backMs;
        }
        _recent.Clear();
        if (sumMs > 0)
        {
            Store();
        }
    }

    /// <summary>Fills all buckets and opens all channels (an order).</summary>
    public void Fill()
    {
        for (int i = 0; i < Channels; i++)
        {
            _levelMs[i] = FullMs;
        }
        _closed = 0;
        Store();
    }

    // The table does not tell how long its codes are. 8 digits are given while at most 100 are live, and such codes
    // stay when there are more later; any code may have 9 from earlier. So each length is counted at its most.
    private static int CostMs(int channel, int liveCodes)
    {
        int refill = RefillMin;
        if (channel != OfflineChannel)
        {
            int most = channel == 0 && liveCodes > TableCode.LiveCodesWithFewestDigits
                ? TableCode.LiveCodesWithFewestDigits : liveCodes;
            refill = (channel == 0 ? RefillOfOneCode : 10 * RefillOfOneCode) / (most < 1 ? 1 : most);
            refill = refill < RefillMin ? RefillMin : refill > RefillMax ? RefillMax : refill;
        }
        return (FullMs + refill - 1) / refill;
    }

    private static int ChannelOf(int digits) => digits - TableCode.DigitsMin;

    // What cannot be stored stays in force until power is lost; the storage fault is reported elsewhere.
    private void Store()
    {
        _sinceStoredMs = 0;
        for (int i = 0; i < Channels; i++)
        {
            BigEndian.WriteUInt16(_payload, 2 * i, _levelMs[i] / UnitMs);
        }
        _payload[6] = (byte)_closed;
        _record.TryStore(_payload, 0);
    }
}
