using System.Net;
using System.Runtime.Versioning;
using Fachwerk.SystemTests.Web;
using Xunit;

namespace Fachwerk.SystemTests.Hosting;

/// <summary>A demo keeps to itself: on the network and among the users of its machine.</summary>
[Trait("Promise", "S-04")]
[SupportedOSPlatform("linux")]
public sealed class DemoToItselfTests(DemoBackend demo)
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead |
        UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_socket_of_backend_depots_and_database_is_open_to_other_machines()
    {
        var node = await demo.IdAsync();
        var simulator = await demo.SimulatorAsync();
        var database = ListeningSockets.ProcessesNaming(demo.FolderOf("postgres"));

        var sockets = ListeningSockets.Of([node, simulator.Id, .. database]);

        Assert.NotEmpty(database);
        Assert.DoesNotContain(sockets, ListeningSockets.IsOpen);
        // Pages and telegrams; panels and three depots.
        Assert.InRange(sockets.Count, 6, int.MaxValue);
    }

    [Fact]
    public async Task A_node_takes_telegrams_from_elsewhere_when_it_is_told_to()
    {
        using var folder = new TemporaryFolder();
        await using var node = await BackendProcess.StartAsync(
            Ct, "demo", "--data", folder.FullPath, "--depots", "1", "--http", "http://127.0.0.1:0", "--udp", "[::]:0");

        var open = ListeningSockets.Of([node.Id]).Where(ListeningSockets.IsOpen).ToList();

        Assert.Equal([new IPEndPoint(IPAddress.IPv6Any, node.Ready.GetProperty("udp").GetInt32())], open);
    }

    [Fact]
    public async Task No_file_of_backend_and_depots_is_readable_by_others()
    {
        await demo.SimulatorAsync();

        var folder = new DirectoryInfo(demo.FolderOf("."));
        var cluster = Path.GetFullPath(demo.FolderOf("postgres"));
        var found = folder.EnumerateFileSystemInfos().Where(entry => entry.FullName != cluster)
            .SelectMany(entry => entry is DirectoryInfo inner
                ? inner.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Prepend(inner)
                : [entry]).ToList();

        Assert.Equal(UnixFileMode.None, folder.UnixFileMode & Others);
        Assert.Contains(found, entry => entry.Name == "credentials.json");
        Assert.Contains(found, entry => entry.Extension == ".fram");
        Assert.Empty(found.Where(entry => (entry.UnixFileMode & (Others | UnixFileMode.GroupExecute)) != 0)
            .Select(entry => $"{entry.FullName} {entry.UnixFileMode}"));
        // PostgreSQL's own user has the cluster, and nobody else gets in.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(cluster));
    }
}
