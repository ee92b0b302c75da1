using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Bytes;

namespace Fachwerk.Firmware.Keypad;

/// <summary>
/// Wrong entries in a row lock the keypad: 4 for 5 min, every 2 more double it up to 60 min. Counted on the monotonic
/// clock and kept in FRAM, so that power loss and clock changes do not ease it.
/// <code>
/// wrongInARow[1]  remainingSeconds[2]  kept[5]      (atomic record)
/// </code>
/// </summary>
/// <param name="fram">Chip A.</param>
public sealed class Lockout(Fram fram)
{
    /// <summary>Bytes of the record.</summary>
    public const int PayloadBytes = 8;

    private const int FirstLockAt = 4;
    private const int LockEvery = 2;
    private const int FirstLockSeconds = 300;
    private const int LongestLockSeconds = 3600;
    private const int CountMax = 200;
    private const int StoreEveryMs = 10000;
    private const int RetryMs = 1000;

    private readonly AtomicRecord _record = new AtomicRecord(fram, FramMap.Lockout, PayloadBytes);
    private readonly byte[] _payload = new byte[PayloadBytes];
    private int _wrongInARow;
    private int _remainingMs;
    private int _sinceStoredMs;
    private long _lastMs = -1;

    /// <summary>True while no entry is taken.</summary>
    public bool IsLocked => _remainingMs > 0;

    /// <summary>Seconds left, rounded up.</summary>
    public int RemainingSeconds => (_remainingMs + 999) / 1000;

    /// <summary>Wrong entries that lock the keypad next.</summary>
    public int TriesLeft => _wrongInARow < FirstLockAt
        ? FirstLockAt - _wrongInARow : LockEvery - (_wrongInARow - FirstLockAt) % LockEvery;

    /// <summary>Reads the record; a blank one means no wrong entry.</summary>
    public LoadResult Load()
    {
        LoadResult result = _record.Load(_payload, 0);
        if (result == LoadResult.Loaded)
        {
            _wrongInARow = _payload[0];
            _remainingMs = BigEndian.ReadUInt16(_payload, 1) * 1000;
        }
        return result;
    }

    /// <summary>Lets powered time pass.</summary>
    /// <returns>True when the lock has just ended.</returns>
    public bool Tick(long nowMs)
    {
        int passedMs = _lastMs < 0 ? 0 : (int)(nowMs - _lastMs);
        _lastMs = nowMs;
        if (!IsLocked)
        {
            return false;
        }
        _remainingMs = _remainingMs > passedMs ? _remainingMs - passedMs : 0;
        _sinceStoredMs += passedMs;
        if (_sinceStoredMs >= StoreEveryMs || !IsLocked)
        {
            Store();
        }
        return !IsLocked;
    }

    /// <summary>Counts a wrong entry.</summary>
    /// <returns>True when it locked the keypad.</returns>
    public bool CountWrong()
    {
        _wrongInARow++;
        if (_wrongInARow > CountMax)
        {
            _wrongInARow -= LockEvery;
        }
        if (_wrongInARow >= FirstLockAt && (_wrongInARow - FirstLockAt) % LockEvery == 0)
        {
            _remainingMs = LockSeconds(_wrongInARow) * 1000;
        }
        Store();
        return IsLocked;
    }

    /// <summary>A code that opens ends the streak.</summary>
    public void EndStreak()
    {
        if (_wrongInARow > 0)
        {
            Lift();
        }
    }

    /// <summary>Lifts lock and streak (an order).</summary>
    public void Lift()
    {
        _wrongInARow = 0;
        _remainingMs = 0;
        Store();
    }

    private static int LockSeconds(int wrong)
    {
        int seconds = FirstLockSeconds;
        for (int n = FirstLockAt; n < wrong && seconds < LongestLockSeconds; n += LockEvery)
        {
            seconds *= 2;
        }
        return seconds < LongestLockSeconds ? seconds : LongestLockSeconds;
    }

    // A record that cannot be stored leaves the lock in force until power is lost, and is tried again every second; the
    // storage fault is reported elsewhere.
    private void Store()
    {
        _payload[0] = (byte)_wrongInARow;
        BigEndian.WriteUInt16(_payload, 1, RemainingSeconds);
        _sinceStoredMs = _record.TryStore(_payload, 0) ? 0 : StoreEveryMs - RetryMs;
    }
}
