using System.Buffers.Binary;
using Fachwerk.Backend.Depots;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Codes;

/// <summary>Codes as operations on their depot's table.</summary>
internal static class CodeTable
{
    public static TablePayload Put(AccessCode code)
    {
        var record = new byte[CodeRecord.Length];
        new CodeRecord
        {
            Tag = BinaryPrimitives.ReadUInt64BigEndian(code.Tag),
            NotBefore = code.ValidUntil is null && code.ValidFrom <= code.IssuedAt
                ? 0
                : code.ValidFrom.ToUnixTimeSeconds(),
            NotAfter = code.ValidUntil?.ToUnixTimeSeconds() ?? uint.MaxValue,
            Compartment = code.Compartment,
            // Without a window the depot needs no clock for it.
            Flags = code.ValidUntil is null && code.ValidFrom <= code.IssuedAt
                ? CodeFlags.UntilRevoked
                : CodeFlags.None,
            Uses = code.Uses,
            CodeId = (uint)code.Number
        }.Write(record, 0);
        return PayloadOf(code, record);
    }

    public static TablePayload Remove(AccessCode code) => PayloadOf(code, null);

    private static TablePayload PayloadOf(AccessCode code, byte[]? record)
    {
        var key = new byte[CodeRecord.KeyLength];
        BinaryPrimitives.WriteUInt32BigEndian(key, (uint)code.Number);
        return new TablePayload(code.Controller, [new TablePayload.Item((int)RecordKind.Code, key, record)])
        {
            Subject = code.Id.Value
        };
    }
}
