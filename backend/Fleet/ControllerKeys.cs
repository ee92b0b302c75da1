using System.Buffers.Binary;
using System.Security.Cryptography;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Secrets;

namespace Fachwerk.Backend.Fleet;

/// <summary>The secrets of a controller, unwrapped on demand; nothing of it is kept here.</summary>
public sealed class ControllerKeys(FleetDatabase fleet, MasterKey master)
{
    /// <summary>Bytes of the key under which table codes are tagged and tables digested.</summary>
    public const int TableKeyLength = 32;

    /// <summary>The table key: HKDF-SHA-256 of the code secret (protocol.md, "Codes").</summary>
    /// <exception cref="KeyNotFoundException">No such controller.</exception>
    public async Task<byte[]> TableKeyAsync(long controller, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("select code from controller_keys where controller = $1");
        command.With(controller);
        var wrapped = await command.ExecuteScalarAsync(ct) as byte[]
            ?? throw new KeyNotFoundException($"There is no controller {controller}.");
        return TableKeyOf(master.Unwrap(wrapped, CodePurpose(controller)), controller);
    }

    internal static string TransportPurpose(long controller) => $"controller {controller} transport secret";

    internal static string CodePurpose(long controller) => $"controller {controller} code secret";

    private static byte[] TableKeyOf(byte[] codeSecret, long controller)
    {
        byte[] info = [.. "fachwerk table code"u8, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(info.AsSpan(info.Length - 4), (uint)controller);
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, codeSecret, TableKeyLength, salt: [], info);
    }
}
