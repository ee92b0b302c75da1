using System.Net;

namespace Fachwerk.Backend.Hosting;

/// <summary>What a node is told when it starts.</summary>
/// <param name="Data">The data folder.</param>
/// <param name="Http">The address of pages and API; port 0 = a free one.</param>
/// <param name="Udp">The port for telegrams; 0 = a free one.</param>
/// <param name="Database">A connection string to a PostgreSQL server; null = the embedded one.</param>
public sealed record BackendOptions(string Data, Uri Http, int Udp, string? Database = null)
{
    /// <summary>The environment variable with the connection string.</summary>
    public const string DatabaseVariable = "FACHWERK_DATABASE";

    /// <summary>Stands before every database name; tests on a shared server use their own.</summary>
    public string DatabasePrefix { get; init; } = "fachwerk_";

    /// <summary>Where telegrams are taken: this machine's own unless said otherwise.</summary>
    public IPAddress UdpAddress { get; init; } = IPAddress.Loopback;

    /// <summary>The names under which the pages are reached; empty: see <see cref="Web.WebOptions"/>.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The proxies whose forwarded headers are believed.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];
}
