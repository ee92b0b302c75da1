using Fachwerk.Backend.Live;

namespace Fachwerk.Backend.Dashboard;

/// <summary>A timeline's line without content: the page's template, which cabinet.js fills.</summary>
public static class TimelineModel
{
    public static TimelineMessage Empty { get; } =
        new(0, DateTimeOffset.UnixEpoch, "", "", "", "info-circle", "", "", null, "");
}
