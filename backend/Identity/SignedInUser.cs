namespace Fachwerk.Backend.Identity;

/// <summary>A session that holds, and whose it is.</summary>
/// <param name="Id">The session.</param>
/// <param name="User">The account.</param>
/// <param name="UserName">Its name.</param>
/// <param name="CreatedAt">The sign-in.</param>
/// <param name="SeenAt">The use that was written down last.</param>
public sealed record SignedInUser(
    SessionId Id, Guid User, string UserName, DateTimeOffset CreatedAt, DateTimeOffset SeenAt);
