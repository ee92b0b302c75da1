using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Live;
using Fachwerk.Backend.Time;
using Fachwerk.Backend.Web;

namespace Fachwerk.Backend.Dashboard;

/// <summary>Draws what pages and live clients show from the tenant's use cases. Scoped.</summary>
public sealed class LiveView(
    AuditLog log, ShowDepot depots, ListOpenings openings, ListEvents events, FleetReader fleet, SiteZones zones)
    : ILiveView
{
    /// <summary>Lines of the timeline beside a cabinet.</summary>
    public const int TimelineMax = 40;

    /// <summary>Openings beside a cabinet.</summary>
    public const int OpeningsMax = 5;

    /// <inheritdoc/>
    public async Task<DepotSnapshot?> DepotAsync(DepotId depot, string language, CancellationToken ct)
    {
        // The number first: what is read after it is as new or newer, and newer comes again with its own number.
        long number = await log.LastNumberAsync(ct);
        if (!(await depots.HandleAsync(depot, ct)).TryGet(out var view, out _))
            return null;
        var texts = Texts.For(language);
        var time = new LocalTime(texts.Language, zones.Find(view.TimeZone));
        var compartments = new CompartmentPresenter(texts, time);
        var orders = new OpeningPresenter(texts, time);
        var timeline = new TimelinePresenter(texts);
        var recent = await openings.HandleAsync(depot, OpeningsMax, ct);
        var lines = await events.HandleAsync(depot, null, TimelineMax, ct);
        return new DepotSnapshot(
            number,
            depot,
            view.Name,
            new ConnectionPresenter(texts, time).Show(depot, view.Contact),
            [.. view.Compartments.Select(compartments.Show)],
            [.. lines.Select(line => timeline.Show(line, time, null))],
            [.. recent.Select(opening => orders.Show(opening, view.Contact))]);
    }

    /// <inheritdoc/>
    public async Task<FleetSnapshot> FleetAsync(string language, CancellationToken ct)
    {
        long number = await log.LastNumberAsync(ct);
        return new FleetSnapshot(number, await SummariesAsync(null, language, ct));
    }

    /// <summary>Summaries of all depots, or of those among <paramref name="only"/>.</summary>
    public async Task<IReadOnlyList<SummaryMessage>> SummariesAsync(
        IReadOnlyCollection<DepotId>? only, string language, CancellationToken ct)
    {
        var texts = Texts.For(language);
        var rows = await fleet.ReadAsync(only, ct);
        return [.. rows.Select(row =>
            new SummaryPresenter(texts, new LocalTime(texts.Language, zones.Find(row.TimeZone))).Show(row))];
    }
}
