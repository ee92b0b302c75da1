using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fachwerk.Simulator.Api;

/// <summary>Reads a JSON body and says clearly what is wrong with one that is not as it must be.</summary>
internal static class RequestBody
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
    };

    /// <summary>The body, or the problem to answer with.</summary>
    internal static async Task<(T? Value, IResult? Problem)> ReadAsync<T>(HttpRequest request, CancellationToken stop)
        where T : class
    {
        // A page of another origin cannot send this content type without asking first, and is not let in.
        if (!request.HasJsonContentType())
            return (null, Problem(415, "The content type must be application/json."));
        try
        {
            T? value = await JsonSerializer.DeserializeAsync<T>(request.Body, Options, stop);
            return value is null ? (null, Problem(400, "The body is null; it must be a JSON object.")) : (value, null);
        }
        catch (JsonException exception)
        {
            return (null, Problem(400, $"The body is not the JSON object expected (at {exception.Path ?? "$"}, "
                + $"line {exception.LineNumber + 1}). hardware-sim/README.md shows what each address takes."));
        }
        catch (BadHttpRequestException exception)
        {
            return (null, Problem(exception.StatusCode, "The body could not be read, or it is too long."));
        }
    }

    internal static IResult Problem(int status, string detail) =>
        Results.Problem(statusCode: status, detail: detail);
}
