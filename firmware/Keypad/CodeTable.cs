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
    private readonly SyncedTable table;
    private readonly IHmacSha256 hmac;
    private readonly byte[] tableKey;
    private readonly byte[] tag = new byte[CodeIndex.TagBytes];
    private readonly byte[] bytes = new byte[CodeRecord.Length];
    private readonly byte[][] inputs;

    /// <param name="tableKey">32 bytes, see <see cref="CodeKeys"/>.</param>
    public CodeTable(SyncedTable table, IHmacSha256 hmac, byte[] tableKey)
    {
        this.table = table;
        this.hmac = hmac;
        this.tableKey = tableKey;
        // Native HMAC takes whole arrays: one for each length a code can have.
        inputs = new byte[CodeEntry.DigitsMax + 1][];
        for (int length = CodeEntry.DigitsMin; length <= CodeEntry.DigitsMax; length++)
        {
            inputs[length] = new byte[length];
        }
    }

    /// <summary>The record of the code found last.</summary>
    public CodeRecord Record { get; } = new CodeRecord();

    /// <summary>Finds a code.</summary>
    /// <param name="digits">ASCII digits.</param>
    /// <param name="count">Of a length that codes have.</param>
    /// <returns>True when it is genuine; <see cref="Record"/> then says what it opens.</returns>
    public bool TryFind(byte[] digits, int count)
    {
        byte[] input = inputs[count];
        Array.Copy(digits, 0, input, 0, count);
        BigEndian.WriteUInt64(tag, 0, TableCode.Tag(hmac, tableKey, input));
        Array.Clear(input, 0, count);
        int slot = table.Active.Codes.FindTag(tag, 0);
        return slot >= 0 && table.Active.TryReadCode(slot, bytes) && Record.TryRead(bytes, 0, bytes.Length);
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
