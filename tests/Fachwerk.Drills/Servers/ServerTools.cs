using Fachwerk.Backend.Database;

namespace Fachwerk.Drills.Servers;

/// <summary>PostgreSQL's programs, run as the user it insists on.</summary>
internal sealed class ServerTools
{
    private readonly PostgresBinaries _binaries;

    private ServerTools(PostgresBinaries binaries) => _binaries = binaries;

    public static async Task<ServerTools> FindAsync(CancellationToken ct) =>
        new(await PostgresBinaries.FindAsync(null, ct));

    /// <summary>Makes a folder that PostgreSQL's user owns.</summary>
    public static Task MakeFolderAsync(string path, CancellationToken ct) =>
        EmbeddedPostgresFolders.MakeAsync(path, ct);

    /// <summary>Starts a server on a folder; it ends with this process, and at once.</summary>
    public KeptProgram Start(string folder) => KeptProgram.Start(
        "QUIT", Path.Combine(folder, "server.log"), _binaries.Tool("postgres"), ["-D", folder]);

    /// <exception cref="DrillFailure">The tool ended with an error.</exception>
    public async Task RunAsync(string tool, CancellationToken ct, params string[] arguments)
    {
        var run = await ServiceUser.RunAsync(_binaries.Tool(tool), arguments, ct);
        if (!run.Succeeded)
            throw new DrillFailure($"{tool} failed: {StartupRefusal.FirstLine(run.Output)}");
    }
}
