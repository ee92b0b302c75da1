using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Live;
using Fachwerk.Backend.Time;
using Fachwerk.Backend.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Fachwerk.Backend.Dashboard;

/// <summary>The tenant's log as people read it, of one depot or of all, newest first, page by page.</summary>
public sealed class EventsModel(FleetReader fleet, ListEvents events, SiteZones zones, Texts texts) : PageModel
{
    private const int PageLines = 100;

    public IReadOnlyList<(Guid Id, string Name)> Depots { get; private set; } = [];

    public Guid? Depot { get; private set; }

    public string DepotName { get; private set; } = "";

    public long? Before { get; private set; }

    /// <summary>Where the next page begins; null on the last one.</summary>
    public long? Older { get; private set; }

    public IReadOnlyList<TimelineMessage> Lines { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid? depot, long? before, CancellationToken ct)
    {
        HttpContext.Items[ShellModel.PageKey] = "events";
        var rows = await fleet.ReadAsync(null, ct);
        var byId = rows.ToDictionary(row => row.Depot);
        if (depot is not null && !byId.ContainsKey(new DepotId(depot.Value)))
            return NotFound();
        Depot = depot;
        DepotName = depot is null ? "" : byId[new DepotId(depot.Value)].Name;
        Before = before;
        Depots = [.. rows.Select(row => (row.Depot.Value, row.Name))];
        var filter = depot is null ? (DepotId?)null : new DepotId(depot.Value);
        var lines = await events.HandleAsync(filter, before, PageLines, ct);
        Older = lines.Count == PageLines ? lines[^1].Number : null;
        var presenter = new TimelinePresenter(texts);
        string common = rows.Count == 0 ? "Etc/UTC" : rows[0].TimeZone;
        Lines = [.. lines.Select(line =>
        {
            var row = line.Depot is { } of ? byId.GetValueOrDefault(of) : null;
            var time = new LocalTime(texts.Language, zones.Find(row?.TimeZone ?? common));
            return presenter.Show(line, time, depot is null ? row?.Name : null);
        })];
        return Page();
    }
}
