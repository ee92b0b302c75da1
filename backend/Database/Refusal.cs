namespace Fachwerk.Backend.Database;

/// <summary>
/// Why a use case declined; an expected outcome, not a fault. Pages and problems find their text by the code.
/// </summary>
/// <param name="Code">A stable name such as <c>code-in-use</c>; its text is <c>Refusal.code-in-use</c>.</param>
/// <param name="Sort">What sort of refusal it is; decides the HTTP status.</param>
public sealed record Refusal(string Code, RefusalSort Sort)
{
    /// <summary>When to ask again, where that helps.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>The sorts of refusals.</summary>
public enum RefusalSort
{
    /// <summary>What was asked for makes no sense as it stands (400).</summary>
    Invalid,

    /// <summary>There is no such thing in this tenant (404).</summary>
    NotFound,

    /// <summary>It clashes with what is there (409).</summary>
    Conflict,

    /// <summary>Who asks may not (403).</summary>
    Forbidden,

    /// <summary>Too much of it is asked for; nothing was looked at (429).</summary>
    TooMany
}
