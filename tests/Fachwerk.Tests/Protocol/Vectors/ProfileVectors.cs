using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Fachwerk.Tests.Protocol.Vectors;

/// <summary>The vectors of profile.json, made by an implementation that shares no code with ours.</summary>
internal static class ProfileVectors
{
    private static readonly Lazy<Vectors> Read = new(() => JsonSerializer.Deserialize<Vectors>(
        File.ReadAllText(PathOf("profile.json")), JsonSerializerOptions.Web)!);

    public static IReadOnlyList<Ratchet> Ratchets => Read.Value.Ratchet;

    /// <param name="sender">"controller" or "gateway": who asks.</param>
    public static IEnumerable<Exchange> Of(string sender) => All.Where(exchange => exchange.Sender == sender);

    public static IReadOnlyList<Exchange> All => Read.Value.Exchange;

    private static string PathOf(string name, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, name);

    private sealed record Vectors(Ratchet[] Ratchet, Exchange[] Exchange);
}

internal sealed record Ratchet(uint Controller, string[] Secrets);

internal sealed record Exchange(
    uint Controller, string Sender, string Secret, int Epoch, long PartialIv, string SenderKey, string RecipientKey,
    string CommonIv, string Nonce, string Aad, string InnerRequest, string Request, string InnerAnswer, string Answer,
    long AnswerOwnPartialIv, string AnswerOwnNonce, string AnswerOwn)
{
    private const int TokenLength = 2;
    private const int PayloadMarker = 0xFF;

    public bool IsOfController => Sender == "controller";

    public int MessageId => Convert.ToInt32(Request[4..8], 16);

    public byte[] Token => Hex.Bytes(Request[8..(8 + 2 * TokenLength)]);

    /// <summary>What stands behind the marker of an inner message.</summary>
    public static byte[] BodyOf(string inner)
    {
        byte[] bytes = Hex.Bytes(inner);
        return bytes[(Array.IndexOf(bytes, (byte)PayloadMarker) + 1)..];
    }
}
