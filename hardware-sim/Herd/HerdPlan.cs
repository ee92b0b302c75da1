namespace Fachwerk.Simulator.Herd;

/// <summary>What a whole fleet goes through. Times are milliseconds from the start.</summary>
public sealed record HerdPlan
{
    /// <summary>Depots in the fleet.</summary>
    public int Depots { get; init; } = 100_000;

    /// <summary>When it ends.</summary>
    public long EndMs { get; init; } = 40 * 60_000;

    /// <summary>From here to the first trouble it is measured what is steady.</summary>
    public long SteadyFromMs { get; init; } = 5 * 60_000;

    /// <summary>The trouble begins.</summary>
    public long TroubleMs { get; init; } = 10 * 60_000;

    /// <summary>It is over: the gateway is back, or the power.</summary>
    public long BackMs { get; init; } = 15 * 60_000;

    /// <summary>What the trouble is.</summary>
    public HerdTrouble Trouble { get; init; } = HerdTrouble.GatewayAway;

    /// <summary>Telegrams a second that the gateway can commit during trouble by load; 0 = any number.</summary>
    public double CapacityPerSecond { get; init; }

    /// <summary>The setting of all depots: seconds over which first check-ins are spread after boot.</summary>
    public int BootSpreadSeconds { get; init; } = 60;

    /// <summary>How often a depot has events to tell, in the mean.</summary>
    public long EventsEveryMs { get; init; } = 20 * 60_000;

    /// <summary>For all that the depots' own jitter does not decide: the network, the visitors.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>What a fleet's trouble is.</summary>
public enum HerdTrouble
{
    /// <summary>The gateway does not answer.</summary>
    GatewayAway,

    /// <summary>The depots have no power; all of them boot within the second in which it is back.</summary>
    PowerCut,

    /// <summary>The gateway commits only so many telegrams a second and is silent to the rest.</summary>
    TooSlow,
}
