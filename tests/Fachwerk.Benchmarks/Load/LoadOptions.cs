using System.Text.Json;

namespace Fachwerk.Benchmarks.Load;

/// <summary>What a generator sends.</summary>
/// <param name="Port">UDP port on loopback.</param>
/// <param name="Depots">Controllers that take turns.</param>
/// <param name="Rate">Genuine datagrams a second.</param>
/// <param name="Seconds">For so long.</param>
/// <param name="FirstPartialIv">Above all that the controllers used before.</param>
/// <param name="Forged">Forged datagrams for each genuine one.</param>
/// <param name="IsEcho">True when an echo answers: the answer is the request.</param>
internal sealed record LoadOptions(
    int Port, int Depots, int Rate, int Seconds, long FirstPartialIv = 0, int Forged = 0, bool IsEcho = false)
{
    /// <summary>Null when it is not one.</summary>
    public static LoadOptions? TryRead(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<LoadOptions>(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What came of it.</summary>
/// <param name="Sent">Genuine datagrams sent.</param>
/// <param name="Answered">Genuine answers.</param>
/// <param name="Wrong">Datagrams that answered nothing or did not verify.</param>
/// <param name="ForgedSent">Forged datagrams sent.</param>
/// <param name="Seconds">From the first to the last sending.</param>
/// <param name="P50Ms">Median time to the answer.</param>
/// <param name="P99Ms">99 of 100 answers came within it.</param>
/// <param name="MaxMs">The longest.</param>
/// <param name="MaxMsBySecond">The longest of each second, by when the datagram was due.</param>
internal sealed record LoadResult(
    long Sent, long Answered, long Wrong, long ForgedSent, double Seconds, double P50Ms, double P99Ms, double MaxMs,
    double[] MaxMsBySecond);
