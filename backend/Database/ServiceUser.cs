namespace Fachwerk.Backend.Database;

/// <summary>The user as whom PostgreSQL's programs run: this one, or <c>postgres</c> where this one is root.</summary>
internal static class ServiceUser
{
    public const string Name = "postgres";

    /// <summary>PostgreSQL refuses to run as root.</summary>
    public static bool IsAnother => Environment.IsPrivilegedProcess;

    /// <summary>Runs a tool as that user, to its end.</summary>
    public static Task<ToolRun> RunAsync(string file, IEnumerable<string> arguments, CancellationToken ct) => IsAnother
        ? ToolRun.OfAsync("runuser", ["-u", Name, "--", file, .. arguments], ct)
        : ToolRun.OfAsync(file, arguments, ct);
}
