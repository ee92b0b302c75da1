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
public sealed class Lockout
{
    /// <summary>Bytes of the record.</summary>
    public const int PayloadBytes = 8;

    private const int FirstLockAt = 4;
    private const int LockEvery = 2;
    private const int FirstLockSeconds = 300;
    private const int LongestLockSeconds = 3600;
    private const int CountMax = 200;
    private const int StoreEveryMs = 10000;

    private readonly AtomicRecord record;
    private readonly byte[] payload = new byte[PayloadBytes];
    private int wrongInARow;
    private int remainingMs;
    private int sinceStoredMs;
    private long lastMs = -1;

    /// <param name="fram">Chip A.</param>
    public Lockout(Fram fram)
    {
        record = new AtomicRecord(fram, FramMap.Lockout, PayloadBytes);
    }

    /// <summary>True while no entry is taken.</summary>
    public bool IsLocked => remainingMs > 0;

    /// <summary>Seconds left, rounded up.</summary>
    public int RemainingSeconds => (remainingMs + 999) / 1000;

    /// <summary>Reads the record; a blank one means no wrong entry.</summary>
    public LoadResult Load()
    {
        LoadResult result = record.Load(payload, 0);
        if (result == LoadResult.Loaded)
        {
            wrongInARow = payload[0];
            remainingMs = BigEndian.ReadUInt16(payload, 1) * 1000;
        }
        return result;
    }

    /// <summary>Lets powered time pass.</summary>
    /// <returns>True when the lock has just ended.</returns>
    public bool Tick(long nowMs)
    {
        int passedMs = lastMs < 0 ? 0 : (int)(nowMs - lastMs);
        lastMs = nowMs;
        if (!IsLocked)
        {
            return false;
        }
        remainingMs = remainingMs > passedMs ? remainingMs - passedMs : 0;
        sinceStoredMs += passedMs;
        if (sinceStoredMs >= StoreEveryMs || !IsLocked)
        {
            Store();
        }
        return !IsLocked;
    }

    /// <summary>Counts a wrong entry.</summary>
    /// <returns>True when it locked the keypad.</returns>
    public bool CountWrong()
    {
        wrongInARow++;
        if (wrongInARow > CountMax)
        {
            wrongInARow -= LockEvery;
        }
        if (wrongInARow >= FirstLockAt && (wrongInARow - FirstLockAt) % LockEvery == 0)
        {
            remainingMs = LockSeconds(wrongInARow) * 1000;
        }
        Store();
        return IsLocked;
    }

    /// <summary>A genuine code ends the streak.</summary>
    public void EndStreak()
    {
        if (wrongInARow > 0)
        {
            Lift();
        }
    }

    /// <summary>Lifts lock and streak (an order).</summary>
    public void Lift()
    {
        wrongInARow = 0;
        remainingMs = 0;
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

    // A record that cannot be stored leaves the lock in force until power is lost; the storage fault is reported
    // elsewhere.
    private void Store()
    {
        sinceStoredMs = 0;
        payload[0] = (byte)wrongInARow;
        BigEndian.WriteUInt16(payload, 1, RemainingSeconds);
        record.TryStore(payload, 0);
    }
}
