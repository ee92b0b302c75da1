using System.Globalization;

namespace Fachwerk.Backend.Audit;

/// <summary>Who did something, as the audit names it: by id, never by name.</summary>
public static class Actor
{
    /// <summary>The backend itself.</summary>
    public const string System = "system";

    /// <summary>Someone who did not sign in.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>A signed-in account.</summary>
    public static string User(Guid id) => $"user:{id}";

    /// <summary>A depot's controller.</summary>
    public static string Controller(long number) => string.Create(CultureInfo.InvariantCulture, $"depot:{number}");

    /// <summary>The account behind an actor, if it is one.</summary>
    public static bool TryUser(string actor, out Guid id)
    {
        ArgumentNullException.ThrowIfNull(actor);
        id = default;
        return actor.StartsWith("user:", StringComparison.Ordinal) && Guid.TryParse(actor.AsSpan(5), out id);
    }
}
