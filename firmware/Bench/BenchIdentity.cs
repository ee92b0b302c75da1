using System.Globalization;
using System.Text.Json;
using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Storage;

namespace Fachwerk.Bench;

/// <summary>A controller's identity as the backend issues it at enrolment, and its way into the FRAM.</summary>
internal static class BenchIdentity
{
    private const string Format = "fachwerk-identity-1";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Reads and checks a file of the backend (the simulator's README shows one).</summary>
    /// <exception cref="BenchException">Says what is wrong with it.</exception>
    public static DepotIdentity Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            Content content = JsonSerializer.Deserialize<Content>(stream, Json) ?? new Content();
            return content.Fault is { } fault
                ? throw new BenchException($"{path} is no identity: {fault}.")
                : new DepotIdentity(
                    content.Controller, Convert.FromHexString(content.TransportSecret!),
                    Convert.FromHexString(content.CodeSecret!), content.Epoch, string.Join(',', content.Gateways!),
                    content.Compartments);
        }
        catch (JsonException cause)
        {
            throw new BenchException($"{path} is no identity: it is not the JSON expected ({cause.Path ?? "$"}).");
        }
        catch (UnauthorizedAccessException cause)
        {
            throw new BenchException(cause.Message);
        }
    }

    /// <summary>
    /// Writes an identity into the FRAM, unless this very one is there: all that was kept under another is cleared.
    /// </summary>
    /// <param name="replaces">True when another one may be overwritten.</param>
    /// <returns>What was done, for people.</returns>
    /// <exception cref="BenchException">Another one is there, or the FRAM does not answer.</exception>
    public static string Apply(II2cBus mainBus, DepotIdentity identity, bool replaces)
    {
        IdentityStore store = new(new Fram(mainBus, Fram.FirstAddress));
        LoadResult found = store.Load();
        if (found == LoadResult.Loaded && IsSame(store.Identity!, identity))
            return $"The FRAM holds this identity of controller {identity.Controller} already; nothing was written.";
        if (found == LoadResult.Loaded && !replaces)
            throw new BenchException(
                $"The FRAM holds another identity, of controller {store.Identity!.Controller}, with all that it keeps. "
                + $"--replace overwrites it with controller {identity.Controller}.");
        if (found == LoadResult.Blank && store.IsDoubtful && !replaces)
            throw new BenchException(
                "The FRAM holds an identity that is damaged, perhaps with a journal that nobody has yet. --replace "
                + $"overwrites all of it with controller {identity.Controller}.");
        if (found == LoadResult.NoAnswer || !IdentityStore.Provision(mainBus, identity))
            throw new BenchException(
                "The FRAM does not answer (0x50 and 0x51): look at wiring, supply and --i2c. No identity was written.");
        return $"Controller {identity.Controller} was written into the FRAM.";
    }

    private static bool IsSame(DepotIdentity one, DepotIdentity other) =>
        one.Controller == other.Controller && one.Epoch == other.Epoch && one.Compartments == other.Compartments
        && one.Gateways == other.Gateways && one.TransportSecret.AsSpan().SequenceEqual(other.TransportSecret)
        && one.CodeSecret.AsSpan().SequenceEqual(other.CodeSecret);

    private sealed record Content
    {
        public string? Format { get; init; }

        public uint Controller { get; init; }

        // The file may say null in place of anything.
        public string? TransportSecret { get; init; }

        public string? CodeSecret { get; init; }

        public int Epoch { get; init; }

        public IReadOnlyList<string?>? Gateways { get; init; }

        public int Compartments { get; init; }

        public string? Fault => this switch
        {
            { Format: not BenchIdentity.Format } => $"its format is not {BenchIdentity.Format}",
            { Controller: 0 } => "controller is missing",
            { Compartments: < 1 or > DepotIdentity.CompartmentsMax } => "compartments is not 1 to 64",
            { Epoch: < 0 or > byte.MaxValue } => "epoch is not 0 to 255",
            _ when !IsSecret(TransportSecret) => "transportSecret is not 32 hex digits",
            _ when !IsSecret(CodeSecret) => "codeSecret is not 32 hex digits",
            _ when Gateways is not { Count: > 0 } || !Gateways.All(IsGateway) =>
                "gateways has none, or one that is not host:port",
            _ when string.Join(',', Gateways).Length > DepotIdentity.GatewaysLengthMax => "gateways is too long",
            _ => null
        };

        private static bool IsSecret(string? text) =>
            text?.Length == 2 * DepotIdentity.SecretBytes && text.All(char.IsAsciiHexDigit);

        private static bool IsGateway(string? text)
        {
            if (text is null)
                return false;
            int colon = text.LastIndexOf(':');
            return colon > 0 && text.All(char.IsAscii)
                && Uri.CheckHostName(text[..colon]) != UriHostNameType.Unknown
                && ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out _);
        }
    }
}
