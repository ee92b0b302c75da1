using System;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Crypto;

namespace Fachwerk.Protocol.Telegrams;

/// <summary>
/// The digest of a synced table: the sum modulo 2^64 of one number a record, so an operation adds or subtracts one HMAC
/// and order does not matter. Not for more than one thread.
/// </summary>
public sealed class TableDigest
{
    private readonly IHmacSha256 _hmac;
    private readonly byte[] _tableKey;
    private byte[] _input = new byte[0];

    /// <summary>Creates a digest under a table key of 32 bytes.</summary>
    public TableDigest(IHmacSha256 hmac, byte[] tableKey)
    {
        _hmac = hmac;
        _tableKey = tableKey;
    }

    /// <summary>
    /// What one record adds: the first 8 bytes, big-endian, of HMAC-SHA-256(tableKey, recordKind[1] ‖ record).
    /// Add it when the record is put and subtract it when it goes, unchecked.
    /// </summary>
    public ulong Of(RecordKind kind, byte[] record, int offset, int count)
    {
        if (_input.Length != count + 1) _input = new byte[count + 1];
        _input[0] = (byte)kind;
        Array.Copy(record, offset, _input, 1, count);
        return BigEndian.ReadUInt64(_hmac.Compute(_tableKey, _input), 0);
    }
}
