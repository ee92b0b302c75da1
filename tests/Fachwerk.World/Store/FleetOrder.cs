using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.World.Store;

/// <summary>An order; times are Unix milliseconds.</summary>
internal sealed class FleetOrder
{
    public required long OrderId { get; init; }

    public required OrderKind Kind { get; init; }

    public int Compartment { get; init; }

    public long DeadlineMs { get; init; }

    public int Sends { get; set; }

    public long? SentMs { get; set; }

    public int? Outcome { get; set; }

    public long? Event { get; set; }

    public bool IsCancelled { get; set; }

    public bool IsExpired { get; set; }

    public bool IsClosed { get; set; }

    public FleetOrder Copy() => (FleetOrder)MemberwiseClone();
}
