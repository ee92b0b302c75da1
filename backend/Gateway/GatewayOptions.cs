using System.Net;

namespace Fachwerk.Backend.Gateway;

/// <summary>How a node serves the telegrams.</summary>
public sealed record GatewayOptions
{
    /// <summary>The port of protocol.md.</summary>
    public const int DefaultPort = 5683;

    /// <summary>UDP port, 0 for a free one.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Where telegrams are taken; the address that stands for all of IPv6 takes IPv4 too.</summary>
    public IPAddress Address { get; init; } = IPAddress.IPv6Any;

    /// <summary>
    /// Names this node in the fleet database: the same after a restart, another for each node. By default machine and
    /// port; with a free port one of its own.
    /// </summary>
    public string Node
    {
        get => field ??= Port == 0 ? Guid.NewGuid().ToString("N") : $"{Environment.MachineName}:{Port}";
        init;
    }

    /// <summary>How long the first telegram of a batch waits for others once it is worth a commit.</summary>
    public TimeSpan Gather { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>
    /// How long check-ins alone wait before that for company. Nobody waits for their answers, and a commit costs as
    /// much processor as dozens of telegrams: a quiet gateway that hurried would spend most of its time on commits.
    /// </summary>
    public TimeSpan GatherCheckIns { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>So many telegrams are company enough: more of them make a commit longer and hardly cheaper.</summary>
    public int Company { get; init; } = 100;

    /// <summary>Telegrams in one commit at most.</summary>
    public int BatchMax { get; init; } = 1_024;

    /// <summary>Telegrams that may wait or be at work at once; one more is dropped.</summary>
    public int TelegramsMax { get; init; } = 16_384;

    /// <summary>What a depot is asked for as the time to its next check-in.</summary>
    public TimeSpan CheckInInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many events of a depot, and of a tenant's depots together, are stored.</summary>
    public EventLimits EventLimits { get; init; } = new();

    /// <summary>
    /// How long datagrams may wait at the socket without a break before the node counts as overloaded; zero: always.
    /// </summary>
    public TimeSpan OverloadedAfter { get; init; } = TimeSpan.FromMilliseconds(50);
}
