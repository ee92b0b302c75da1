using System.Text.Json;
using System.Text.Json.Nodes;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Fleet;

namespace Fachwerk.Backend.Hosting;

/// <summary>A controller's identity as a file: written once at enrolment, read when the controller is set up.</summary>
public static class IdentityFile
{
    private const string Format = "fachwerk-identity-1";
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Writes the file, readable by its owner alone.</summary>
    /// <param name="path">Where; must not exist.</param>
    /// <param name="identity">The identity.</param>
    /// <param name="name">The depot's name, for people.</param>
    /// <param name="gateways">Where the controller calls, <c>host:port</c>.</param>
    public static void Write(string path, EnrolledIdentity identity, string name, IReadOnlyList<string> gateways)
    {
        ArgumentNullException.ThrowIfNull(identity);
        PrivateFile.Write(path, JsonSerializer.Serialize(new
        {
            Format,
            identity.Controller,
            TransportSecret = Convert.ToHexStringLower(identity.TransportSecret),
            CodeSecret = Convert.ToHexStringLower(identity.CodeSecret),
            identity.Epoch,
            Gateways = gateways,
            identity.Compartments,
            Name = name
        }, Options));
    }

    /// <summary>Points all identity files of a folder to another gateway.</summary>
    public static void MoveGateway(string folder, string gateway)
    {
        foreach (var path in Directory.GetFiles(folder, "*.json"))
        {
            var identity = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
            if (identity["gateways"] is JsonArray { Count: 1 } known && (string?)known[0] == gateway)
                continue;
            identity["gateways"] = new JsonArray(gateway);
            PrivateFile.Write(path, identity.ToJsonString(Options));
        }
    }
}
