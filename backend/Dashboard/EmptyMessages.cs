using Fachwerk.Backend.Live;

namespace Fachwerk.Backend.Dashboard;

/// <summary>Messages without content: the page's templates, which cabinet.js fills.</summary>
public static class EmptyMessages
{
    public static OpeningMessage Opening { get; } = new(
        Guid.Empty, 0, "", "", "", "", "", "", "", "", [.. Enumerable.Repeat(new StepMessage("", "", "", "", ""), 6)]);

    public static TimelineMessage Line { get; } =
        new(0, DateTimeOffset.UnixEpoch, "", "", "", "info-circle", "", "", null, "");
}
