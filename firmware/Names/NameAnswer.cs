using Fachwerk.Firmware.Board;
using Fachwerk.Protocol.Bytes;

namespace Fachwerk.Firmware.Names;

/// <summary>
/// Reads the answer to a question (RFC 1035 §4.1). Whoever answers may be anyone: each step is counted, and a message
/// that takes more than a true one needs is no help.
/// <code>
/// record   name  type[2]  class[2]  ttl[4]  length[2]  data[length]
/// </code>
/// </summary>
public sealed class NameAnswer
{
    private const int TypeCname = 5;
    private const int RecordBytes = 10;

    // Ours: a true answer has a few aliases and then the address, and repeats a name of 112 bytes at most twice.
    private const int RecordsMax = 16;
    private const int AliasesMax = 8;
    private const int StepsMax = 350;

    private const int ResponseFlag = 0x8000;
    private const int OpcodeMask = 0x7800;
    private const int TruncatedFlag = 0x0200;
    private const int CodeMask = 0x000F;
    private const int CodeNoSuchHost = 3;

    // RFC 1035 §4.1.4: both upper bits of a length make it a pointer.
    private const int PointerFrom = 0xC0;
    private const int LabelBytesMax = 63;

    private byte[] _message = new byte[0];
    private int _count;
    private int _stepsLeft;

    /// <summary>The address that was found.</summary>
    public NetworkAddress Address { get; } = new NetworkAddress();

    /// <summary>Seconds that it may be used for, as the server says.</summary>
    public uint Seconds { get; private set; }

    /// <summary>Reads a message.</summary>
    public NameOutcome Read(byte[] message, int count, NameQuestion question)
    {
        if (count < NameQuestion.HeaderBytes || BigEndian.ReadUInt16(message, 0) != question.Id)
        {
            return NameOutcome.NotOurs;
        }
        int flags = BigEndian.ReadUInt16(message, 2);
        if ((flags & ResponseFlag) == 0 || (flags & OpcodeMask) != 0 || !question.IsRepeatedIn(message, count))
        {
            return NameOutcome.NotOurs;
        }
        if ((flags & TruncatedFlag) != 0 || ((flags & CodeMask) != 0 && (flags & CodeMask) != CodeNoSuchHost))
        {
            return NameOutcome.NoHelp;
        }
        if ((flags & CodeMask) == CodeNoSuchHost)
        {
            return NameOutcome.NoSuchHost;
        }
        _message = message;
        _count = count;
        _stepsLeft = StepsMax;
        return ReadRecords(question.Count, BigEndian.ReadUInt16(message, 6), question.Type);
    }

    // In the order in which they stand: an alias leads to a name that comes behind it.
    private NameOutcome ReadRecords(int at, int records, int wanted)
    {
        int owner = NameQuestion.HeaderBytes;
        int aliases = 0;
        Seconds = uint.MaxValue;
        for (int i = 0; i < records; i++)
        {
            int head = EndOfName(at);
            if (i == RecordsMax || head < 0 || head + RecordBytes > _count)
            {
                return NameOutcome.NoHelp;
            }
            int type = BigEndian.ReadUInt16(_message, head);
            int length = BigEndian.ReadUInt16(_message, head + 8);
            int data = head + RecordBytes;
            if (data + length > _count)
            {
                return NameOutcome.NoHelp;
            }
            if ((type == wanted || type == TypeCname)
                && BigEndian.ReadUInt16(_message, head + 2) == NameQuestion.ClassInternet && IsSameName(at, owner))
            {
                TakeSeconds(BigEndian.ReadUInt32(_message, head + 4));
                if (type == wanted)
                {
                    return Take(data, length, wanted) ? NameOutcome.Found : NameOutcome.NoHelp;
                }
                owner = data;
                aliases++;
            }
            if (aliases > AliasesMax || _stepsLeft <= 0)
            {
                return NameOutcome.NoHelp;
            }
            at = data + length;
        }
        return NameOutcome.NoAddress;
    }

    // RFC 2181 §8: the uppermost bit makes it 0.
    private void TakeSeconds(uint seconds)
    {
        seconds = seconds > int.MaxValue ? 0 : seconds;
        Seconds = seconds < Seconds ? seconds : Seconds;
    }

    private bool Take(int at, int count, int wanted)
    {
        int needed = wanted == NameQuestion.TypeA ? NetworkAddress.Version4Bytes : NetworkAddress.Version6Bytes;
        if (count != needed || IsNoHost(at, count))
        {
            return false;
        }
        Address.Set(_message, at, count);
        return true;
    }

    // "This network", multicast and broadcast; of IPv6 "unspecified" and multicast.
    private bool IsNoHost(int at, int count)
    {
        int first = _message[at];
        if (count == NetworkAddress.Version4Bytes)
        {
            return first == 0 || first >= 224;
        }
        bool isZero = true;
        for (int i = 0; i < count; i++)
        {
            isZero &= _message[at + i] == 0;
        }
        return isZero || first == 0xFF;
    }

    // Behind a name as it stands here; -1 when it does not end.
    private int EndOfName(int at)
    {
        while (at < _count && --_stepsLeft > 0)
        {
            int length = _message[at];
            if (length >= PointerFrom)
            {
                return at + 2;
            }
            if (length > LabelBytesMax)
            {
                return -1;
            }
            at += length + 1;
            if (length == 0)
            {
                return at;
            }
        }
        return -1;
    }

    private bool IsSameName(int left, int right)
    {
        while (true)
        {
            left = FollowPointers(left);
            right = FollowPointers(right);
            if (left < 0 || right < 0 || left == right)
            {
                return left == right && left >= 0;
            }
            int length = _message[left];
            if (length != _message[right] || left + length >= _count || right + length >= _count)
            {
                return false;
            }
            if (length == 0)
            {
                return true;
            }
            for (int i = 1; i <= length; i++)
            {
                if (NameQuestion.Small(_message[left + i]) != NameQuestion.Small(_message[right + i]))
                {
                    return false;
                }
            }
            _stepsLeft -= length;
            left += length + 1;
            right += length + 1;
        }
    }

    // Where the name goes on with a label. A pointer that does not lead back is none, and all steps are counted.
    private int FollowPointers(int at)
    {
        while (--_stepsLeft > 0 && at < _count)
        {
            int length = _message[at];
            if (length < PointerFrom)
            {
                return length > LabelBytesMax ? -1 : at;
            }
            if (at + 1 >= _count)
            {
                return -1;
            }
            int to = ((length & LabelBytesMax) << 8) | _message[at + 1];
            if (to >= at)
            {
                return -1;
            }
            at = to;
        }
        return -1;
    }
}
