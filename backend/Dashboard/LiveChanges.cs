using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Live;
using Fachwerk.Backend.Time;
using Fachwerk.Backend.Web;
using Microsoft.AspNetCore.SignalR;

namespace Fachwerk.Backend.Dashboard;

/// <summary>
/// Turns new audit entries of the scope's tenant into changes and sends them to those who watch. Scoped.
/// </summary>
public sealed class LiveChanges(
    TenantContext tenant,
    LiveAudience audience,
    IHubContext<LiveHub, ILiveClient> hub,
    ListEvents events,
    ShowDepot depots,
    ListOpenings openings,
    SiteZones zones,
    LiveView view)
{
    private const int EntriesMax = 200;

    /// <summary>Sends what was committed since the last call; returns when there is nothing more.</summary>
    public async Task SendAsync(CancellationToken ct)
    {
        while (audience.Position(tenant.Number) is { } position)
        {
            var lines = await events.AfterAsync(position, EntriesMax, ct);
            if (lines.Count == 0)
                return;
            var topics = audience.TopicsOf(tenant.Number);
            foreach (var depot in lines.Where(line => line.Depot is not null).GroupBy(line => line.Depot!.Value))
                await SendDepotAsync(depot.Key, [.. depot], topics, ct);
            await SendFleetAsync(lines, topics, ct);
            audience.Advance(tenant.Number, lines[^1].Number);
        }
    }

    private async Task SendDepotAsync(
        DepotId depot, IReadOnlyList<EventLine> lines, IReadOnlyList<LiveTopic> topics, CancellationToken ct)
    {
        var watched = topics.Where(topic => topic.Depot == depot).ToList();
        if (watched.Count == 0 || !(await depots.HandleAsync(depot, ct)).TryGet(out var shown, out _))
            return;
        var numbers = lines.Where(line => line.Compartment is not null).Select(line => line.Compartment!.Value)
            .ToHashSet();
        var recent = numbers.Count == 0 ? null : await openings.HandleAsync(depot, LiveView.OpeningsMax, ct);
        foreach (var topic in watched)
        {
            var texts = Texts.For(topic.Language);
            var time = new LocalTime(topic.Language, zones.Find(shown.TimeZone));
            var timeline = new TimelinePresenter(texts);
            var compartments = new CompartmentPresenter(texts, time);
            var orders = new OpeningPresenter(texts, time);
            long number = lines[^1].Number;
            await hub.Clients.Group(topic.Group).DepotChanged(new DepotChange(
                audience.Send(topic, number),
                number,
                depot,
                [.. shown.Compartments.Where(one => numbers.Contains(one.Number)).Select(compartments.Show)],
                [.. lines.Reverse().Select(line => timeline.Show(line, time, null))],
                recent is null ? null : [.. recent.Select(opening => orders.Show(opening, shown.Contact))]));
        }
    }

    private async Task SendFleetAsync(
        IReadOnlyList<EventLine> lines, IReadOnlyList<LiveTopic> topics, CancellationToken ct)
    {
        var changed = lines.Where(line => line.Depot is not null).Select(line => line.Depot!.Value).ToHashSet();
        if (changed.Count == 0)
            return;
        long number = lines[^1].Number;
        foreach (var topic in topics.Where(topic => topic.Depot is null))
            await hub.Clients.Group(topic.Group).FleetChanged(new FleetChange(
                audience.Send(topic, number), number, await view.SummariesAsync(changed, topic.Language, ct)));
    }
}
