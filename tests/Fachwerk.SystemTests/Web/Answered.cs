using System.IO.Compression;

namespace Fachwerk.SystemTests.Web;

/// <summary>An answer as it came over the wire, and what its header says it is.</summary>
/// <param name="Wire">The body's bytes on the wire.</param>
/// <param name="Body">What they are when they are unpacked as the header says.</param>
public sealed record Answered(
    int Status, byte[] Wire, byte[] Body, string Encoding, string CacheControl, string Tag, string MediaType,
    string Vary)
{
    /// <summary>The body as text.</summary>
    public string Text => System.Text.Encoding.UTF8.GetString(Body);

    public override string ToString() => $"{Status}, {Wire.Length} bytes of {MediaType} as '{Encoding}'";

    public static async Task<Answered> ReadAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        var wire = await answer.Content.ReadAsByteArrayAsync(ct);
        var encoding = string.Join(", ", answer.Content.Headers.ContentEncoding);
        return new Answered(
            (int)answer.StatusCode, wire, Unpack(wire, encoding), encoding,
            answer.Headers.CacheControl?.ToString() ?? "", answer.Headers.ETag?.ToString() ?? "",
            answer.Content.Headers.ContentType?.MediaType ?? "", answer.Headers.Vary.ToString());
    }

    private static byte[] Unpack(byte[] wire, string encoding)
    {
        if (wire.Length == 0 || encoding.Length == 0)
            return wire;
        using var packed = new MemoryStream(wire);
        using Stream unpacked = encoding switch
        {
            "br" => new BrotliStream(packed, CompressionMode.Decompress),
            "gzip" => new GZipStream(packed, CompressionMode.Decompress),
            _ => throw new InvalidDataException($"Nobody asked for {encoding}.")
        };
        using var body = new MemoryStream();
        unpacked.CopyTo(body);
        return body.ToArray();
    }
}
