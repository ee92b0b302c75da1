using Fachwerk.Backend.Database;
using Fachwerk.Backend.Live;
using Microsoft.AspNetCore.SignalR;

namespace Fachwerk.Backend.Dashboard;

/// <summary>Tells watchers of connections and supplies that changed: unnumbered, the newest wins. Scoped.</summary>
public sealed class LiveConnections(
    TenantContext tenant, LiveAudience audience, IHubContext<LiveHub, ILiveClient> hub, LiveView view)
{
    /// <summary>Sends those that differ from what <paramref name="told"/> remembers, and remembers them.</summary>
    public async Task SendAsync(Dictionary<(DepotId Depot, string Language), string> told, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(told);
        foreach (var language in audience.TopicsOf(tenant.Number).GroupBy(topic => topic.Language))
        {
            var fleet = language.FirstOrDefault(topic => topic.Depot is null);
            var watched = language.Where(topic => topic.Depot is not null)
                .ToDictionary(topic => topic.Depot!.Value);
            var summaries = await view.SummariesAsync(fleet is null ? watched.Keys : null, language.Key, ct);
            foreach (var connection in summaries.Select(summary => summary.Connection))
            {
                string print = $"{connection.State} {connection.Note} {string.Join('|', connection.Faults)}";
                var key = (connection.Depot, language.Key);
                if (told.TryGetValue(key, out string? before) && before == print)
                    continue;
                told[key] = print;
                if (fleet is not null)
                    await hub.Clients.Group(fleet.Group).ConnectionChanged(connection);
                if (watched.TryGetValue(connection.Depot, out var topic))
                    await hub.Clients.Group(topic.Group).ConnectionChanged(connection);
            }
        }
    }
}
