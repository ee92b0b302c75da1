using Fachwerk.Backend.Database;

namespace Fachwerk.Drills.Servers;

/// <summary>PostgreSQL's programs, run as the user it insists on.</summary>
internal sealed class ServerTools
{
    private const string ServiceUser = "postgres";

    private readonly PostgresBinaries _binaries;

    private ServerTools(PostgresBinaries binaries) => _binaries = binaries;

    public static async Task<ServerTools> FindAsync(CancellationToken ct) =>
        new(await PostgresBinaries.FindAsync(null, ct));

    /// <summary>Makes a folder that PostgreSQL's user owns.</summary>
    public static Task MakeFolderAsync(string path, CancellationToken ct) =>
        EmbeddedPostgresFolders.MakeAsync(path, Environment.IsPrivilegedProcess, ServiceUser, ct);

    public Task<ToolRun> TryRunAsync(string tool, CancellationToken ct, params string[] arguments)
    {
        var file = _binaries.Tool(tool);
        return Environment.IsPrivilegedProcess
            ? ToolRun.OfAsync("runuser", ["-u", ServiceUser, "--", file, .. arguments], ct)
            : ToolRun.OfAsync(file, arguments, ct);
    }

    /// <exception cref="DrillFailure">The tool ended with an error.</exception>
    public async Task RunAsync(string tool, CancellationToken ct, params string[] arguments)
    {
        var run = await TryRunAsync(tool, ct, arguments);
        if (!run.Succeeded)
            throw new DrillFailure($"{tool} failed: {StartupRefusal.FirstLine(run.Output)}");
    }
}
