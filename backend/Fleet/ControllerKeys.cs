using Fachwerk.Backend.Database;
using Fachwerk.Backend.Secrets;
using Fachwerk.Protocol.Codes;

namespace Fachwerk.Backend.Fleet;

/// <summary>The secrets of a controller, unwrapped on demand; nothing of it is kept here.</summary>
public sealed class ControllerKeys(FleetDatabase fleet, MasterKey master)
{
    /// <summary>The 32-byte key under which table codes are tagged and tables digested.</summary>
    /// <exception cref="KeyNotFoundException">No such controller.</exception>
    public async Task<byte[]> TableKeyAsync(long controller, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("select code from controller_keys where controller = $1");
        command.With(controller);
        var wrapped = await command.ExecuteScalarAsync(ct) as byte[]
            ?? throw new KeyNotFoundException($"There is no controller {controller}.");
        return CodeKeys.DeriveTableKey(
            FrameworkHmac.Instance, master.Unwrap(wrapped, CodePurpose(controller)), (uint)controller);
    }

    internal static string TransportPurpose(long controller) => $"controller {controller} transport secret";

    internal static string CodePurpose(long controller) => $"controller {controller} code secret";
}
