using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Fachwerk.Firmware.Storage;

namespace Fachwerk.Simulator.Depots;

/// <summary>
/// A depot's identity as the backend issues it at enrolment.
/// <code>
/// { "format": "fachwerk-identity-1", "controller": 1001,
///   "transportSecret": "32 hex digits", "codeSecret": "32 hex digits", "epoch": 0,
///   "gateways": ["127.0.0.1:5683"], "compartments": 16, "name": "Depot Rathaus" }
/// </code>
/// </summary>
public sealed record IdentityFile
{
    /// <summary>What <see cref="Format"/> says in this version.</summary>
    public const string CurrentFormat = "fachwerk-identity-1";

    private const int NameLengthMax = 100;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Always <see cref="CurrentFormat"/>.</summary>
    public required string Format { get; init; }

    /// <summary>Controller number.</summary>
    public required uint Controller { get; init; }

    /// <summary>16 bytes in hex.</summary>
    public required string TransportSecret { get; init; }

    /// <summary>16 bytes in hex.</summary>
    public required string CodeSecret { get; init; }

    /// <summary>Key epoch, 0 to 255.</summary>
    public int Epoch { get; init; }

    /// <summary>"host:port", the first being the preferred one.</summary>
    public required IReadOnlyList<string> Gateways { get; init; }

    /// <summary>Fitted compartments, 1 to 64.</summary>
    public required int Compartments { get; init; }

    /// <summary>What people call the depot.</summary>
    public string Name { get; init; } = "";

    /// <summary>Reads and checks one file.</summary>
    /// <exception cref="IdentityFileException">Says which file and what is wrong with it.</exception>
    public static IdentityFile Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            IdentityFile file = JsonSerializer.Deserialize<IdentityFile>(stream, Options)
                ?? throw new IdentityFileException(path, "it is empty");
            file.Check(path);
            return file;
        }
        catch (JsonException exception)
        {
            throw new IdentityFileException(path, $"it is not the JSON expected ({exception.Path ?? "$"})");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IdentityFileException(path, exception.Message);
        }
    }

    /// <summary>Reads every <c>*.json</c> of a folder, in the order of controller numbers.</summary>
    /// <exception cref="IdentityFileException">The folder is missing, empty, or a file in it is wrong.</exception>
    public static IReadOnlyList<IdentityFile> ReadFolder(string folder)
    {
        if (!Directory.Exists(folder))
            throw new IdentityFileException(folder, "there is no such folder");
        IdentityFile[] files = [.. Directory.GetFiles(folder, "*.json").Select(Read).OrderBy(file => file.Controller)];
        if (files.Length == 0)
            throw new IdentityFileException(folder, "there is no identity file in it");
        for (int index = 1; index < files.Length; index++)
        {
            if (files[index].Controller == files[index - 1].Controller)
                throw new IdentityFileException(folder, $"controller {files[index].Controller} is in it twice");
        }

        return files;
    }

    /// <summary>Writes the file so that only its owner can read it.</summary>
    public void Write(string path)
    {
        using FileStream stream = PrivateFile.Open(path, FileMode.Create);
        JsonSerializer.Serialize(stream, this, Options);
    }

    /// <summary>The identity as the firmware's store takes it.</summary>
    /// <param name="gateway">Instead of the file's gateways, unless null.</param>
    public DepotIdentity ToDepotIdentity(string? gateway = null) => new(
        Controller, Convert.FromHexString(TransportSecret), Convert.FromHexString(CodeSecret), Epoch,
        gateway ?? string.Join(',', Gateways), Compartments);

    /// <summary>True for a gateway whose address is this machine's own; by IPv4, as sockets for it are.</summary>
    public static bool IsOfThisMachine(string gateway) =>
        IPAddress.TryParse(gateway.AsSpan(0, Math.Max(0, gateway.LastIndexOf(':'))), out IPAddress? address)
        && address.AddressFamily == AddressFamily.InterNetwork && IPAddress.IsLoopback(address);

    /// <summary>True for "host:port" with a port from 1 to 65,535.</summary>
    public static bool IsGateway(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0
            && Uri.CheckHostName(text[..colon]) != UriHostNameType.Unknown
            && ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            && port > IPEndPoint.MinPort;
    }

    private void Check(string path)
    {
        string? fault = this switch
        {
            { Format: not CurrentFormat } => $"its format is not {CurrentFormat}",
            { Controller: 0 } => "controller is 0",
            { Compartments: < 1 or > DepotIdentity.CompartmentsMax } => "compartments is not 1 to 64",
            { Epoch: < 0 or > 255 } => "epoch is not 0 to 255",
            { Gateways.Count: 0 } => "gateways is empty",
            { Name.Length: > NameLengthMax } => $"name is longer than {NameLengthMax} characters",
            _ when !IsSecret(TransportSecret) => "transportSecret is not 32 hex digits",
            _ when !IsSecret(CodeSecret) => "codeSecret is not 32 hex digits",
            _ when !Gateways.All(IsGateway) => "gateways has one that is not host:port",
            _ when string.Join(',', Gateways).Length > DepotIdentity.GatewaysLengthMax => "gateways is too long",
            _ => null
        };
        if (fault is not null)
            throw new IdentityFileException(path, fault);
    }

    private static bool IsSecret(string text) =>
        text.Length == 2 * DepotIdentity.SecretBytes && text.All(char.IsAsciiHexDigit);
}
