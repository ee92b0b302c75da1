using Fachwerk.Backend.Live;

namespace Fachwerk.Backend.Dashboard;

/// <summary>An opening without content: the page's template, which cabinet.js fills.</summary>
public static class OpeningModel
{
    public static OpeningMessage Empty { get; } = new(
        Guid.Empty, 0, "", "", "", "", "", "", "", "", [.. Enumerable.Repeat(new StepMessage("", "", "", "", ""), 6)]);
}
