using Fachwerk.Backend.Live;
using Fachwerk.Backend.Web;

namespace Fachwerk.Backend.Dashboard;

/// <summary>A depot in one line.</summary>
public sealed class SummaryPresenter(Texts texts, LocalTime time)
{
    private readonly ConnectionPresenter _connections = new(texts, time);

    public SummaryMessage Show(FleetRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        string tone = row.Troubled > 0 ? "Trouble" : row.DoorsOpen > 0 ? "Notice" : "Quiet";
        return new SummaryMessage(
            row.Depot,
            row.Name,
            row.Site,
            _connections.Show(row.Depot, row.Contact),
            row.Compartments,
            row.Ready,
            row.InUse,
            row.Off,
            row.Troubled,
            row.DoorsOpen,
            OccupancyOf(row),
            row.DoorsOpen == 0 ? texts["summary.doors.none"] : texts.Count("summary.doors", row.DoorsOpen),
            row.Troubled == 0 ? texts["summary.trouble.none"] : texts.Count("summary.trouble", row.Troubled),
            tone);
    }

    private string OccupancyOf(FleetRow row)
    {
        if (row.Compartments == 0)
            return texts["summary.occupancy.empty"];
        string text = texts["summary.occupancy", row.Ready, row.Compartments];
        if (row.InUse > 0)
            text += texts["summary.occupancy.inUse", row.InUse];
        if (row.Off > 0)
            text += texts["summary.occupancy.off", row.Off];
        return text;
    }
}
