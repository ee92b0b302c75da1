using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Fachwerk.Simulator.Api;

/// <summary>A page, script or style of the front panels as it travels; packed once, not for each request.</summary>
internal sealed class PanelFile
{
    private readonly byte[] _packed;
    private readonly EntityTagHeaderValue _tag;
    private readonly EntityTagHeaderValue _packedTag;

    internal PanelFile(byte[] content, string contentType)
    {
        Content = content;
        ContentType = contentType;
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.SmallestSize))
            gzip.Write(content);
        _packed = packed.ToArray();
        _tag = TagOf(content);
        _packedTag = TagOf(_packed);
    }

    internal byte[] Content { get; }

    internal string ContentType { get; }

    /// <summary>Sends it, or says that the browser has it already.</summary>
    internal IResult Send(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.AppendCommaSeparatedValues("Vary", "Accept-Encoding");
        bool packed = context.Request.GetTypedHeaders().AcceptEncoding
            .Any(coding => coding.Value == "gzip" && coding.Quality != 0);
        if (!packed)
            return Results.Bytes(Content, ContentType, entityTag: _tag);
        headers.ContentEncoding = "gzip";
        return Results.Bytes(_packed, ContentType, entityTag: _packedTag);
    }

    private static EntityTagHeaderValue TagOf(byte[] body) =>
        new($"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 8))}\"");
}
