using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Fachwerk.Backend.Database;
using Fachwerk.SystemTests.Hosting;
using Xunit;

namespace Fachwerk.SystemTests.Database;

/// <summary>
/// After a crash the number in <c>postmaster.pid</c> is anybody's: PostgreSQL starts all the same, and nobody else is
/// touched.
/// </summary>
[Trait("Promise", "O-03")]
[SupportedOSPlatform("linux")]
public sealed class ForeignProcessTests : IAsyncDisposable
{
    private static readonly TimeSpan GoneMax = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time = new WallClock();
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_folder.FullPath, "data");

    private string Cluster => Path.Combine(Data, "postgres");

    [Fact]
    public async Task A_cluster_of_somebody_else_whose_number_stands_in_our_file_goes_on()
    {
        await MakeAsync();
        await using var foreign = await StartAsync(Path.Combine(_folder.FullPath, "foreign"));
        var number = await foreign.ScalarAsync("select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)");
        var since = await foreign.ScalarAsync("select pg_postmaster_start_time()::text");

        await PlantAsync(number);
        await UseAsync();
        await PlantAsync(number);
        await UseAsync();

        Assert.Equal(since, await foreign.ScalarAsync("select pg_postmaster_start_time()::text"));
    }

    [Fact]
    public async Task Another_program_of_the_same_user_goes_on()
    {
        await MakeAsync();
        string[] user = Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "sleep", "60"]
            : ["sleep", "60"];
        using var other = Process.Start(user[0], user[1..]);

        await PlantAsync(other.Id.ToString(CultureInfo.InvariantCulture));
        await UseAsync();

        Assert.False(other.HasExited);
        other.Kill();
        await other.WaitForExitAsync(Ct);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n\n")]
    [InlineData("no number at all\n")]
    [InlineData("4194303\n/elsewhere\n1\n5432\n")]
    [InlineData("-1\n")]
    [InlineData("0\n")]
    [InlineData("1\n")]
    [InlineData("99999999999999999999\n")]
    public async Task A_file_that_is_stale_empty_or_nonsense_keeps_nobody_from_starting(string content)
    {
        await MakeAsync();

        await File.WriteAllTextAsync(Path.Combine(Cluster, "postmaster.pid"), content, Ct);

        await UseAsync();
    }

    [Fact]
    public async Task A_postgres_of_our_own_that_nobody_runs_any_more_is_ended_and_started_anew()
    {
        await MakeAsync();
        var binaries = await PostgresBinaries.FindAsync(null, Ct);
        var log = Path.Combine(Cluster, "server.log");
        var options = $"-c listen_addresses= -c unix_socket_directories={Cluster}";
        string[] start = ["start", "-D", Cluster, "-l", log, "-w", "-o", options];
        Assert.True((await ServiceUser.RunAsync(binaries.Tool("pg_ctl"), start, Ct)).Succeeded);
        Assert.NotEmpty(await ClusterProcesses.OfAsync(Cluster, Ct));
        // What the file says is wrong on top of it.
        await PlantAsync("1");

        await UseAsync();

        Assert.Empty(await ClusterProcesses.OfAsync(Cluster, Ct));
    }

    [Fact]
    public async Task A_postgres_ends_with_the_process_that_runs_it()
    {
        var backend = await BackendProcess.StartAsync(
            Ct, "serve", "--data", Data, "--http", "http://127.0.0.1:0", "--udp", "127.0.0.1:0");
        Assert.NotEmpty(await ClusterProcesses.OfAsync(Cluster, Ct));

        await backend.KillAsync();
        var killed = _time.GetTimestamp();
        while ((await ClusterProcesses.OfAsync(Cluster, Ct)).Count > 0)
            Assert.InRange(_time.GetElapsedTime(killed), TimeSpan.Zero, GoneMax);
        await backend.DisposeAsync();

        await UseAsync();
    }

    [Fact]
    public async Task A_copy_of_a_data_folder_has_a_database_of_its_own()
    {
        await using var original = await StartAsync(Data);
        var copy = Path.Combine(_folder.FullPath, "copy");
        Assert.True((await ToolRun.OfAsync("cp", ["-a", Data, copy], Ct)).Succeeded);

        await using (var other = await StartAsync(copy))
            Assert.Equal(Path.Combine(copy, "postgres"), await other.ScalarAsync("show data_directory"));

        Assert.Equal(Cluster, await original.ScalarAsync("show data_directory"));
    }

    [Fact]
    public async Task A_data_folder_that_was_moved_keeps_its_database()
    {
        await MakeAsync();
        var moved = Path.Combine(_folder.FullPath, "moved");
        Directory.Move(Data, moved);

        await using var server = await StartAsync(moved);

        Assert.Equal("7", await server.ScalarAsync("select value::text from kept"));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task MakeAsync()
    {
        await using var server = await StartAsync(Data);
        await server.ScalarAsync("create table kept as select 7 as value");
    }

    // Starts on what is there, finds the data and stops.
    private async Task UseAsync()
    {
        await using var server = await StartAsync(Data);
        Assert.Equal(Cluster, await server.ScalarAsync("show data_directory"));
        Assert.True(File.Exists(Path.Combine(Cluster, "postmaster.pid")));
    }

    // As a crash leaves it: the number is by now somebody else's.
    private Task PlantAsync(string number) => File.WriteAllTextAsync(
        Path.Combine(Cluster, "postmaster.pid"), $"{number}\n{Cluster}\n1700000000\n5432\n{Cluster}\n\n", Ct);

    private async Task<RunningServer> StartAsync(string folder) => new(await EmbeddedPostgres.StartAsync(
        DataFolder.Open(folder), _time, ["fsync=off"], Ct));

    private sealed class RunningServer(EmbeddedPostgres server) : IAsyncDisposable
    {
        public async Task<string> ScalarAsync(string sql)
        {
            await using var source = Npgsql.NpgsqlDataSource.Create(server.ConnectionString);
            await using var command = source.CreateCommand(sql);
            return await command.ExecuteScalarAsync(Ct) as string ?? "";
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
