using System.Globalization;
using Npgsql;

namespace Fachwerk.Backend.Database;

/// <summary>One PostgreSQL server of several that hold the same data.</summary>
/// <param name="Host">Name, address or folder of a Unix socket.</param>
public sealed record DatabaseHost(string Host, int Port)
{
    /// <summary>Whether it is reached over a Unix socket.</summary>
    public bool IsLocal => Host.StartsWith('/') || Host.StartsWith('@');

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}

/// <summary>
/// The servers that a connection string names: <c>Host=db1,db2:5433,/run/postgresql</c>. Whatever waits for one of
/// them is bounded, so that a server that has gone silent holds nobody up.
/// </summary>
public sealed class DatabaseHosts
{
    private const int HostsMax = 16;

    // Npgsql's own, which stand for "nobody said anything".
    private const int UnsetConnectSeconds = 15;
    private const int UnsetKeepAliveSeconds = 0;

    private const int ConnectSeconds = 3;
    private const int KeepAliveSeconds = 10;
    private const int KeepAliveIntervalSeconds = 3;

    // Without it a commit that waits for a standby and is cancelled after its time-out counts as a success: PostgreSQL
    // answers "committed, but perhaps not replicated" with a warning. So a time-out breaks the connection instead, and
    // the outcome is unknown.
    private const int NoWaitForCancelled = -1;

    private readonly NpgsqlConnectionStringBuilder _text;

    /// <exception cref="ArgumentException">A port is no number, or there are too many hosts.</exception>
    public DatabaseHosts(NpgsqlConnectionStringBuilder text)
    {
        var names = (text.Host ?? "localhost").Split(',', StringSplitOptions.TrimEntries);
        All = [.. names.Select(name => Parse(name, text.Port))];
        if (All.Count > HostsMax || All.Any(host => host.Host.Length == 0))
            throw new ArgumentException($"A connection string names 1 to {HostsMax} hosts, separated by commas.");
        _text = new NpgsqlConnectionStringBuilder(text.ConnectionString) { CancellationTimeout = NoWaitForCancelled };
        // Which server is asked is decided by PrimaryFinder.
        _text.Remove("Target Session Attributes");
        if (All.Count > 1 && text.Timeout == UnsetConnectSeconds)
            _text.Timeout = ConnectSeconds;
    }

    /// <summary>In the order of the text.</summary>
    public IReadOnlyList<DatabaseHost> All { get; }

    /// <summary>The connection string of one of them.</summary>
    public NpgsqlConnectionStringBuilder TextOf(int index)
    {
        var host = All[index];
        var text = new NpgsqlConnectionStringBuilder(_text.ConnectionString) { Host = host.Host, Port = host.Port };
        if (!host.IsLocal && text.TcpKeepAliveTime == UnsetKeepAliveSeconds)
        {
            text.TcpKeepAlive = true;
            text.TcpKeepAliveTime = KeepAliveSeconds;
            text.TcpKeepAliveInterval = KeepAliveIntervalSeconds;
        }

        return text;
    }

    public override string ToString() => string.Join(", ", All);

    // A bare IPv6 address has more than one colon and no port.
    private static DatabaseHost Parse(string text, int port)
    {
        var colon = text.LastIndexOf(':');
        var bracket = text.LastIndexOf(']');
        var hasPort = colon > bracket && (bracket >= 0 || text.IndexOf(':', StringComparison.Ordinal) == colon);
        if (!hasPort)
            return new DatabaseHost(text, port);
        return int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var own)
            ? new DatabaseHost(text[..colon], own)
            : throw new ArgumentException($"'{text[(colon + 1)..]}' is no port.");
    }
}
