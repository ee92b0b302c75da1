namespace Fachwerk.Backend.Identity;

/// <summary>A browser that has signed in; gone is ended.</summary>
public sealed class Session
{
    /// <summary>A <see cref="SessionId"/>.</summary>
    public required string Id { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>The account's security stamp at the sign-in; with another one the session counts for nothing.</summary>
    public required string Stamp { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The last request, to a few minutes.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>When it ends unless it is used: see <see cref="SessionRules"/>.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>Where it was begun from.</summary>
    public required string Address { get; init; }

    /// <summary>What the browser called itself, cut.</summary>
    public required string Device { get; init; }
}
