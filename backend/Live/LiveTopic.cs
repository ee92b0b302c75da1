using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Live;

/// <summary>What a client may watch: one depot, or the fleet, in one language.</summary>
/// <param name="Tenant">The tenant's number.</param>
/// <param name="Depot">The depot; null for the fleet.</param>
/// <param name="Language">"de" or "en".</param>
public sealed record LiveTopic(int Tenant, DepotId? Depot, string Language)
{
    /// <summary>The SignalR group of those who watch it.</summary>
    public string Group => Depot is { } depot ? $"{Tenant}/{depot}/{Language}" : $"{Tenant}/fleet/{Language}";
}
