using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Keypad;

/// <summary>
/// Codes the depot has never been told about: reads ten digits in the epochs that can be meant now (SPEC.md §8) and
/// says what they are. Ten native calls a reading.
/// </summary>
/// <param name="compartments">Fitted compartments: a code of another one is wrong.</param>
public sealed class OfflineCodes(OfflineCodeCipher cipher, OfflineMemory memory, SyncedTable table, int compartments)
{
    private const uint HourSeconds = 3600;
    private const uint EpochBeforeHours = 672;
    private const uint EpochAfterHours = 2;

    private readonly OfflineCodeCipher _cipher = cipher;
    private readonly OfflineMemory _memory = memory;
    private readonly OfflineRules _rules = new OfflineRules(memory);
    private readonly SyncedTable _table = table;
    private readonly int _compartments = compartments;
    private readonly OfflineCode _read = new OfflineCode();
    private uint _hour;

    /// <summary>The code found, unless the answer was <see cref="OfflineAnswer.Wrong"/>.</summary>
    public OfflineCode Code { get; } = new OfflineCode();

    /// <summary>Why it was refused.</summary>
    public RefusalReason Reason { get; private set; }

    /// <summary>Unix seconds that belong to the reason; 0 = none.</summary>
    public uint At { get; private set; }

    /// <summary>Reads ten ASCII digits.</summary>
    /// <param name="now">Unix seconds, not 0.</param>
    public OfflineAnswer Check(byte[] digits, uint now)
    {
        _hour = now / HourSeconds;
        uint epoch = _hour / OfflineCode.EpochHours;
        uint hourInEpoch = _hour % OfflineCode.EpochHours;
        OfflineAnswer best = Read(digits, epoch, now, OfflineAnswer.Wrong);
        if (hourInEpoch < EpochBeforeHours)
        {
            best = Read(digits, epoch - 1, now, best);
        }
        else if (hourInEpoch >= OfflineCode.EpochHours - EpochAfterHours)
        {
            best = Read(digits, epoch + 1, now, best);
        }
        return best;
    }

    /// <summary>
    /// True when the code found has never opened and its first opening will be remembered for ever. One beside a later
    /// start is not.
    /// </summary>
    public bool IsFirstUse => Code.Start > _memory.NewestStart(Code.Compartment, _hour)
        || (Code.Start == _memory.NewestStart(Code.Compartment, _hour)
            && !_memory.IsUsed(Code.Compartment, Code.Mark));

    /// <summary>Marks the code found as used, before its pulse. True when that is durable.</summary>
    public bool TryMark()
    {
        // An earlier start opens only beside a later one that was taken early; then that one's mark stays.
        return Code.Start < _memory.NewestStart(Code.Compartment, _hour)
            || _memory.TryMark(Code.Compartment, Code.Start, Code.Mark);
    }

    private OfflineAnswer Read(byte[] digits, uint epoch, uint now, OfflineAnswer best)
    {
        if (!_cipher.TryRead(digits, 0, epoch, _read) || _read.Compartment > _compartments)
        {
            return best;
        }
        OfflineAnswer answer = _rules.Judge(_read, now, FloorOf(_read.Compartment));
        if (answer <= best)
        {
            return best;
        }
        Code.Class = _read.Class;
        Code.Start = _read.Start;
        Code.Compartment = _read.Compartment;
        Code.Serial = _read.Serial;
        Reason = _rules.Reason;
        At = _rules.At;
        return answer;
    }

    private uint FloorOf(int compartment)
    {
        int at = (compartment - 1) * TableHalf.CompartmentBytes;
        byte[] records = _table.Active.Compartments;
        return records[at] == 0 ? 0 : BigEndian.ReadUInt32(records, at + 4);
    }
}
