namespace Fachwerk.Backend.Depots;

/// <summary>Queues a remote opening's order in the fleet.</summary>
public sealed class OrderDelivery
{
    internal const string KindName = "order.open";

    internal sealed record Payload(long Controller, int Compartment, DateTimeOffset Deadline);
}
