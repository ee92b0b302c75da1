using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Keypad;

/// <summary>
/// Whether an offline code that was read from ten digits opens now: the table "Offline codes" of SPEC.md §8. Decides
/// and changes nothing.
/// </summary>
public sealed class OfflineRules(OfflineMemory memory)
{
    private const uint HourSeconds = 3600;
    private const uint EarlySeconds = 600;
    private const uint FirstUseHours = 24;
    private const uint TellBeforeSeconds = 2 * HourSeconds;
    private const uint TellAfterSeconds = 30 * 24 * HourSeconds;

    private readonly OfflineMemory _memory = memory;

    /// <summary>Why not, after <see cref="Judge"/> said that it is refused.</summary>
    public RefusalReason Reason { get; private set; }

    /// <summary>Unix seconds that belong to the reason; 0 = none.</summary>
    public uint At { get; private set; }

    /// <summary>Judges a code.</summary>
    /// <param name="now">Unix seconds.</param>
    /// <param name="floor">Hour below which the compartment's codes are revoked.</param>
    public OfflineAnswer Judge(OfflineCode code, uint now, uint floor)
    {
        uint newest = _memory.NewestStart(code.Compartment, now / HourSeconds);
        bool isOneTime = code.Class == OfflineCode.OneTimeClass;
        bool isRevoked = code.Start < floor;
        uint end = code.Start + OfflineCode.HoursOf(code.Class);
        if (code.Start == newest && _memory.IsUsed(code.Compartment, code.Mark))
        {
            return JudgeUsed(isOneTime, isRevoked, now, end);
        }
        bool isNewestRunning = newest != 0 && now >= newest * HourSeconds;
        bool isSuperseded = code.Start < newest && (isNewestRunning || isOneTime);
        uint firstUseEnd = code.Start + FirstUseHours < end ? code.Start + FirstUseHours : end;
        uint start = code.Start * HourSeconds;
        bool isInWindow = now + EarlySeconds >= start && now < firstUseEnd * HourSeconds;
        if (isInWindow && !isSuperseded && !isRevoked)
        {
            return OfflineAnswer.Opens;
        }
        return JudgeUnused(now, start, firstUseEnd * HourSeconds);
    }

    // It has opened here, so whoever types it had it from the backend.
    private OfflineAnswer JudgeUsed(bool isOneTime, bool isRevoked, uint now, uint end)
    {
        if (isRevoked)
        {
            return Refuse(OfflineAnswer.RefusedGenuine, RefusalReason.Superseded, 0);
        }
        if (isOneTime)
        {
            return Refuse(OfflineAnswer.RefusedGenuine, RefusalReason.UsedUp, 0);
        }
        return now < end * HourSeconds
            ? OfflineAnswer.Opens : Refuse(OfflineAnswer.RefusedGenuine, RefusalReason.Expired, end * HourSeconds);
    }

    // A guess decodes now and then: nothing may be told that it could not know anyway, and it counts.
    private OfflineAnswer JudgeUnused(uint now, uint start, uint end)
    {
        if (now < start)
        {
            return start - now <= TellBeforeSeconds
                ? Refuse(OfflineAnswer.Refused, RefusalReason.NotYetValid, start) : OfflineAnswer.Wrong;
        }
        bool hasJustEnded = now >= end && now - end < TellAfterSeconds;
        return hasJustEnded ? Refuse(OfflineAnswer.Refused, RefusalReason.Expired, end) : OfflineAnswer.Wrong;
    }

    private OfflineAnswer Refuse(OfflineAnswer answer, RefusalReason reason, uint at)
    {
        Reason = reason;
        At = at;
        return answer;
    }
}
