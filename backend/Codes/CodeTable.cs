using System.Buffers.Binary;
using Fachwerk.Backend.Depots;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Codes;

/// <summary>Codes as operations on their depot's table.</summary>
internal static class CodeTable
{
    /// <param name="leaving">Codes whose places are given away in the same version.</param>
    public static TablePayload Put(AccessCode code, IReadOnlyCollection<AccessCode> leaving)
    {
        var record = new byte[CodeRecord.Length];
        new CodeRecord
        {
            Tag = BinaryPrimitives.ReadUInt64BigEndian(code.Tag),
            // What is valid from its issue on is valid from its arrival on, whatever the depot's clock says.
            NotBefore = code.ValidFrom <= code.IssuedAt ? 0 : code.ValidFrom.ToUnixTimeSeconds(),
            NotAfter = code.ValidUntil?.ToUnixTimeSeconds() ?? uint.MaxValue,
            Compartment = code.Compartment,
            // Without a window the depot needs no clock for it.
            Flags = code.ValidUntil is null && code.ValidFrom <= code.IssuedAt
                ? CodeFlags.UntilRevoked
                : CodeFlags.None,
            Uses = code.Uses,
            CodeId = (uint)code.Number
        }.Write(record, 0);
        return Leave(code.Controller, leaving, ItemOf(code, record)) with { Subject = code.Id.Value };
    }

    /// <summary>A revoked code.</summary>
    public static TablePayload Remove(AccessCode code) =>
        new(code.Controller, [ItemOf(code, null)]) { Subject = code.Id.Value };

    /// <summary>Codes that have ended.</summary>
    public static TablePayload Leave(
        long controller, IReadOnlyCollection<AccessCode> leaving, params TablePayload.Item[] more) =>
        new(controller, [.. leaving.Select(code => ItemOf(code, null)), .. more])
        {
            Leaving = [.. leaving.Select(code => code.Id.Value)]
        };

    private static TablePayload.Item ItemOf(AccessCode code, byte[]? record)
    {
        var key = new byte[CodeRecord.KeyLength];
        BinaryPrimitives.WriteUInt32BigEndian(key, (uint)code.Number);
        return new TablePayload.Item((int)RecordKind.Code, key, record);
    }
}
