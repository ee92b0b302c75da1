using Fachwerk.Backend.Live;

namespace Fachwerk.Backend.Dashboard;

/// <summary>An opening without content: the page's template, which cabinet.js fills.</summary>
public static class OpeningModel
{
    public static OpeningMessage Empty { get; } = new(
        Guid.Empty, 0, "", "", "", "", "", "", "", "", [.. Enumerable.Repeat(new StepMessage("", "", "", "", ""), 6)]);
}

/// <summary>A timeline's line without content: the page's template, which cabinet.js fills.</summary>
public static class TimelineModel
{
    public static TimelineMessage Empty { get; } =
        new(0, DateTimeOffset.UnixEpoch, "", "", "", "info-circle", "", "", null, "");
}
