using System;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Keypad;

/// <summary>Looks codes up in the synced table: one HMAC, one binary search, one record read.</summary>
public sealed class CodeTable
{
    private readonly SyncedTable _table;
    private readonly IHmacSha256 _hmac;
    private readonly byte[] _tableKey;
    private readonly byte[] _tag = new byte[CodeIndex.TagBytes];
    private readonly byte[] _bytes = new byte[CodeRecord.Length];
    private readonly byte[][] _inputs;

    /// <param name="tableKey">32 bytes, see <see cref="CodeKeys"/>.</param>
    public CodeTable(SyncedTable table, IHmacSha256 hmac, byte[] tableKey)
    {
        _table = table;
        _hmac = hmac;
        _tableKey = tableKey;
        // Native HMAC takes whole arrays: one for each length a code can have.
        _inputs = new byte[CodeEntry.DigitsMax + 1][];
        for (int length = CodeEntry.DigitsMin; length <= CodeEntry.DigitsMax; length++)
        {
            _inputs[length] = new byte[length];
        }
    }

    /// <summary>The record of the code found last.</summary>
    public CodeRecord Record { get; } = new CodeRecord();

    /// <summary>True when the entry is a code, or could be one, that the FRAM does not give out.</summary>
    public bool IsUnreadable { get; private set; }

    /// <summary>Finds a code.</summary>
    /// <param name="digits">ASCII digits.</param>
    /// <param name="count">Of a length that codes have.</param>
    /// <returns>True when it is genuine; <see cref="Record"/> then says what it opens.</returns>
    public bool TryFind(byte[] digits, int count)
    {
        byte[] input = _inputs[count];
        Array.Copy(digits, 0, input, 0, count);
        BigEndian.WriteUInt64(_tag, 0, TableCode.Tag(_hmac, _tableKey, input));
        Array.Clear(input, 0, count);
        int slot = _table.Active.Codes.FindTag(_tag, 0);
        bool isRead = slot >= 0 && _table.Active.TryReadCode(slot, _bytes);
        IsUnreadable = _table.IsUnread || (slot >= 0 && !isRead);
        return isRead && Record.TryRead(_bytes, 0, _bytes.Length);
    }

    /// <summary>Looks whether the code found last is in its window, which is half-open.</summary>
    /// <param name="now">Unix seconds; 0 = not known: only codes "until revoked" open then.</param>
    /// <param name="reason">Why not.</param>
    /// <param name="at">Unix seconds that belong to the reason; 0 = none.</param>
    public bool IsValid(uint now, out RefusalReason reason, out uint at)
    {
        bool isUntilRevoked = (Record.Flags & CodeFlags.UntilRevoked) != 0;
        at = 0;
        reason = RefusalReason.ClockUnknown;
        if (now == 0)
        {
            return isUntilRevoked;
        }
        if (now < Record.NotBefore)
        {
            reason = RefusalReason.NotYetValid;
            at = (uint)Record.NotBefore;
            return false;
        }
        reason = RefusalReason.Expired;
        at = (uint)Record.NotAfter;
        return isUntilRevoked || now < Record.NotAfter;
    }
}
