using Fachwerk.Simulator.Depots;

namespace Fachwerk.Simulator.Running;

/// <summary>What a <see cref="SimulatorHost"/> runs.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Depots one simulator runs at most.</summary>
    public const int DepotsMax = 500;

    /// <summary>One depot for each, 1 to 500.</summary>
    public required IReadOnlyList<IdentityFile> Identities { get; init; }

    /// <summary>Where the boards' FRAM is kept; a file for each.</summary>
    public required string DataFolder { get; init; }

    /// <summary>"host:port" instead of the gateways in the identities.</summary>
    public string? Gateway { get; init; }

    /// <summary>True: no sockets, the depots are on their own.</summary>
    public bool Alone { get; init; }

    /// <summary>
    /// The time over which the first check-ins are spread, until the backend's first table tells another.
    /// </summary>
    public TimeSpan BootSpread { get; init; } = TimeSpan.FromSeconds(60);
}
