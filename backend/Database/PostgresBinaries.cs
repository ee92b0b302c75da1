using System.Globalization;

namespace Fachwerk.Backend.Database;

/// <summary>Finds PostgreSQL's programs on this machine, and installs Debian's package where it may.</summary>
internal sealed record PostgresBinaries(string Folder, int Version)
{
    public const int VersionMin = 15;

    private static readonly string[] Roots = ["/usr/lib/postgresql", "/usr/local/lib/postgresql", "/usr/pgsql"];

    public string Tool(string name) => Path.Combine(Folder, name);

    /// <summary>The newest version, or exactly the one that an existing cluster was made with.</summary>
    public static async Task<PostgresBinaries> FindAsync(int? version, CancellationToken ct)
    {
        var found = Search(version);
        if (found is null && version is null && Environment.IsPrivilegedProcess && File.Exists("/usr/bin/apt-get"))
        {
            await InstallDebianPackageAsync(ct);
            found = Search(version);
        }

        return found ?? throw new StartupRefusal(version is null
            ? $"PostgreSQL {VersionMin} or later is not on this machine. Nothing was changed. Install it (Debian: " +
              "apt-get install postgresql) or point FACHWERK_DATABASE at a server."
            : $"The data folder holds a PostgreSQL {version} cluster, but PostgreSQL {version} is not on this " +
              $"machine. Nothing was changed. Install PostgreSQL {version} again.");
    }

    private static PostgresBinaries? Search(int? version) => Roots
        .Where(Directory.Exists)
        .SelectMany(Directory.GetDirectories)
        .Select(folder => new PostgresBinaries(Path.Combine(folder, "bin"), NumberOf(Path.GetFileName(folder))))
        .Where(found => found.Version >= VersionMin && (version is null || found.Version == version))
        .Where(found => File.Exists(found.Tool("initdb")) && File.Exists(found.Tool("postgres")))
        .MaxBy(found => found.Version);

    private static int NumberOf(string name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    // Debian's package starts a cluster of its own unless it is told not to before the server is installed.
    private static async Task InstallDebianPackageAsync(CancellationToken ct)
    {
        await AptAsync(["update", "-q"], ct);
        await AptAsync(["install", "-y", "-q", "--no-install-recommends", "postgresql-common"], ct);
        const string conf = "/etc/postgresql-common/createcluster.conf";
        var lines = File.Exists(conf) ? await File.ReadAllLinesAsync(conf, ct) : [];
        var kept = lines.Where(line => !line.Contains("create_main_cluster", StringComparison.Ordinal));
        await File.WriteAllLinesAsync(conf, kept.Append("create_main_cluster = false"), ct);
        await AptAsync(["install", "-y", "-q", "--no-install-recommends", "postgresql"], ct);
    }

    private static async Task AptAsync(string[] arguments, CancellationToken ct)
    {
        var run = await ToolRun.OfAsync("/usr/bin/apt-get", arguments, ct);
        if (!run.Succeeded && arguments[0] != "update")
            throw new StartupRefusal(
                "PostgreSQL is not on this machine and could not be installed " +
                $"({StartupRefusal.FirstLine(run.Output)}). " +
                "Install the package postgresql by hand, or point FACHWERK_DATABASE at a server.");
    }
}
