using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Storage;

namespace Fachwerk.Firmware;

/// <summary>
/// What time it is: the battery-backed clock at start, the monotonic clock in between, corrected by verified answers.
/// Never set below the high-water mark in FRAM.
/// </summary>
public sealed class DepotClock
{
    private const int ReadEveryMs = 3600000;
    private const int ToleranceSeconds = 2;
    private const int RoundTripMaxMs = 2000;
    private const int RoundTripMaxUnknownMs = 30000;

    private readonly Ds3231 _chip;
    private readonly BootRecord _boot;
    private uint _baseSeconds;
    private long _baseMs;
    private long _readMs = long.MinValue / 2;
    private long _nowMs;

    /// <summary>A clock that has not been read yet.</summary>
    public DepotClock(Ds3231 chip, BootRecord boot)
    {
        _chip = chip;
        _boot = boot;
    }

    /// <summary>True once the time is known.</summary>
    public bool IsTrusted => _baseSeconds != 0;

    /// <summary>True when the chip did not answer last.</summary>
    public bool IsFaulty { get; private set; }

    /// <summary>UTC; 0 = not to be trusted.</summary>
    public uint UnixSeconds => IsTrusted ? _baseSeconds + (uint)((_nowMs - _baseMs) / 1000) : 0;

    /// <summary>Lets time pass; reads the chip every hour.</summary>
    public void Tick(long tickMs)
    {
        _nowMs = tickMs;
        if (_nowMs - _readMs < ReadEveryMs)
        {
            return;
        }
        _readMs = _nowMs;
        IsFaulty = !_chip.TryRead(out uint seconds);
        if (!IsFaulty && seconds != 0 && seconds >= _boot.TimeHighWater)
        {
            _baseSeconds = seconds;
            _baseMs = _nowMs;
        }
        _boot.TryRaiseTime(UnixSeconds);
    }

    /// <summary>True when the time offered last lies before one that was sure already.</summary>
    public bool WasRefused { get; private set; }

    /// <summary>Takes the time of a verified answer.</summary>
    /// <param name="seconds">Unix seconds; 0 = the gateway does not know.</param>
    /// <param name="roundTripMs">From request to answer.</param>
    /// <returns>True when the clock was set.</returns>
    public bool TryCorrect(uint seconds, long roundTripMs)
    {
        long maxMs = IsTrusted ? RoundTripMaxMs : RoundTripMaxUnknownMs;
        WasRefused = seconds != 0 && seconds + ToleranceSeconds < _boot.TimeHighWater;
        if (seconds == 0 || seconds < _boot.TimeHighWater || roundTripMs >= maxMs)
        {
            return false;
        }
        uint now = UnixSeconds;
        uint off = now > seconds ? now - seconds : seconds - now;
        if (off <= ToleranceSeconds)
        {
            return false;
        }
        _baseSeconds = seconds;
        _baseMs = _nowMs;
        IsFaulty = !_chip.TrySet(seconds);
        _boot.TryRaiseTime(seconds);
        return true;
    }
}
