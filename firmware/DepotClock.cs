using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware;

/// <summary>
/// What time it is: the battery-backed clock at start, the monotonic clock in between, corrected by verified answers
/// (SPEC.md §6.8). Known is not agreed: codes and orders are judged by a time that is known; only what several answers
/// agree on moves the clock far, is remembered over a restart as a time that has passed, and ages keys.
/// </summary>
public sealed class DepotClock(Ds3231 chip, BootRecord boot)
{
    private const int ReadEveryMs = 3600000;
    private const int ToleranceSeconds = 2;
    private const int RoundTripMaxMs = 2000;
    private const int RoundTripMaxUnknownMs = 30000;

    // How far small steps lead from where the last agreement left the clock: what a DS3231 is off after four years.
    private const int DisplacementMaxSeconds = 300;

    private readonly Ds3231 _chip = chip;
    private readonly BootRecord _boot = boot;
    private uint _baseSeconds;
    private long _baseMs;
    private long _readMs = long.MinValue / 2;
    private long _nowMs;
    private bool _isProvisional;
    private bool _isContradicted;

    /// <summary>True once the time is known.</summary>
    public bool IsTrusted => _baseSeconds != 0;

    /// <summary>True once the answers of an hour have agreed with it, and it was not moved since.</summary>
    public bool IsAgreed { get; private set; }

    /// <summary>True while the newest answer tells another time, which was not taken.</summary>
    public bool IsRefusing { get; private set; }

    /// <summary>
    /// The same, and until an agreement when a time that one answer made known was contradicted: either may be wrong.
    /// </summary>
    public bool IsInDoubt => IsRefusing || _isContradicted;

    /// <summary>True when the chip did not answer last.</summary>
    public bool IsFaulty { get; private set; }

    /// <summary>UTC; 0 = not to be trusted.</summary>
    public uint UnixSeconds => IsTrusted ? _baseSeconds + (uint)((_nowMs - _baseMs) / 1000) : 0;

    /// <summary>The same once it is agreed on, else 0.</summary>
    public uint AgreedSeconds => IsAgreed ? UnixSeconds : 0;

    /// <summary>What the answers tell.</summary>
    public TimeAgreement Agreement { get; } = new TimeAgreement();

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
        // A clock that runs takes from the chip what the two have drifted apart within an hour, and no more.
        if (!IsFaulty && IsTime(seconds) && (!IsTrusted || IsLevel(seconds)))
        {
            _baseSeconds = seconds;
            _baseMs = _nowMs;
        }
        if (AgreedSeconds > _boot.AgreedTime)
        {
            _boot.TryStoreTime(AgreedSeconds, _boot.Displacement);
        }
    }

    /// <summary>Takes the time of a verified answer.</summary>
    /// <param name="seconds">Unix seconds; 0 = the gateway does not know.</param>
    /// <param name="roundTripMs">From request to answer.</param>
    /// <param name="gateway">Place of the gateway in the list.</param>
    /// <returns>True when the clock was set.</returns>
    public bool TryCorrect(uint seconds, long roundTripMs, int gateway)
    {
        if (seconds < Limits.EarliestTime)
        {
            IsRefusing |= seconds != 0;
            Agreement.NoteUnsure(gateway, _nowMs);
            return false;
        }
        if (roundTripMs >= (IsTrusted ? RoundTripMaxMs : RoundTripMaxUnknownMs))
        {
            Agreement.NoteAnswer(_nowMs);
            return false;
        }
        bool isLevel = IsLevel(seconds);
        IsRefusing = !isLevel;
        if (isLevel && IsAgreed)
        {
            Agreement.Restart();
            return false;
        }
        if (Agreement.Note(seconds, gateway, _nowMs))
        {
            return Settle(seconds, isLevel);
        }
        if (isLevel || !IsTime(seconds) || !TryTake(seconds))
        {
            _isContradicted |= _isProvisional && !isLevel;
            return false;
        }
        IsAgreed = false;
        Set(seconds);
        return true;
    }

    // The record first: a chip that is set below it would be unknown after a restart.
    private bool Settle(uint seconds, bool isLevel)
    {
        if (!_boot.TryStoreTime(seconds, 0))
        {
            return false;
        }
        Agreement.Restart();
        IsAgreed = true;
        _isProvisional = false;
        _isContradicted = false;
        if (!isLevel)
        {
            Set(seconds);
        }
        return !isLevel;
    }

    // What one answer made known, two gateways may put right: else the first to answer would have the last word as long
    // as it lies.
    private bool TryTake(uint seconds)
    {
        if (IsTrusted && !(_isProvisional && Agreement.IsOfTwo))
        {
            return TryDisplace(seconds);
        }
        _isProvisional = _boot.Displacement == 0 || _boot.TryStoreTime(_boot.AgreedTime, 0);
        return _isProvisional;
    }

    // Signed, so that whoever tells the truth can always undo what another did, and nothing comes back with time: the
    // two of them never agree, so it would be the liar's. Durable before the step: else a restart would give it back.
    private bool TryDisplace(uint seconds)
    {
        long displaced = _boot.Displacement + (long)seconds - UnixSeconds;
        return displaced <= DisplacementMaxSeconds && displaced >= -DisplacementMaxSeconds
            && _boot.TryStoreTime(_boot.AgreedTime, (int)displaced);
    }

    private void Set(uint seconds)
    {
        _baseSeconds = seconds;
        _baseMs = _nowMs;
        IsRefusing = false;
        IsFaulty = !_chip.TrySet(seconds);
    }

    // Small steps may have led below a time that was agreed on.
    private bool IsTime(uint seconds) => seconds >= Limits.EarliestTime
        && (seconds >= _boot.AgreedTime || _boot.AgreedTime - seconds <= DisplacementMaxSeconds);

    private bool IsLevel(uint seconds) => IsTrusted && Off(seconds) <= ToleranceSeconds;

    private uint Off(uint seconds)
    {
        uint now = UnixSeconds;
        return now > seconds ? now - seconds : seconds - now;
    }
}
