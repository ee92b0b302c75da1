using Fachwerk.Backend.Database;
using Xunit;

namespace Fachwerk.SystemTests.Database;

public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly TimeProvider _time = new WallClock();
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"fachwerk-pg-{Guid.NewGuid():N}");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Finds_its_data_again_after_a_stop()
    {
        await using (var first = await StartAsync())
        {
            await first.CreateAsync("kept", Ct);
            await ExecuteAsync(first, "create table thing as select 7 as value");
        }

        await using var second = await StartAsync();
        Assert.Equal(7, await ScalarAsync(second, "select value from thing"));
    }

    [Fact]
    public async Task Says_which_folder_to_delete_to_begin_anew()
    {
        await using var server = await StartAsync();

        Assert.Equal($"delete the folder {_folder}", server.BeginAnew);
    }

    [Fact]
    public async Task Refuses_a_cluster_that_does_not_say_its_version_in_one_line()
    {
        await (await StartAsync()).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder, "postgres", "PG_VERSION"), "", Ct);

        var refusal = await Assert.ThrowsAsync<StartupRefusal>(StartAsync);

        Assert.Contains("PG_VERSION", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public async Task A_second_process_of_the_same_folder_uses_the_first_ones_server()
    {
        await using var first = await StartAsync();
        await first.CreateAsync("kept", Ct);
        await ExecuteAsync(first, "create table thing as select 7 as value");

        await using (var second = await StartAsync())
            Assert.Equal(7, await ScalarAsync(second, "select value from thing"));

        Assert.Equal(7, await ScalarAsync(first, "select value from thing"));
    }

    [Fact]
    public async Task A_start_that_is_cancelled_at_any_moment_leaves_no_folder_of_sockets()
    {
        const int moments = 12;
        await (await StartAsync()).DisposeAsync();
        var mark = File.ReadLines(Path.Combine(_folder, "postgres.mark")).First();
        var began = _time.GetTimestamp();
        await (await StartAsync()).DisposeAsync();
        var whole = _time.GetElapsedTime(began);

        for (var moment = 1; moment <= moments; moment++)
        {
            using var cut = new CancellationTokenSource(whole * moment / moments);
            try
            {
                await (await DatabaseServer.StartEmbeddedAsync(
                    DataFolder.Open(_folder), _time, cut.Token, ["fsync=off"])).DisposeAsync();
            }
            catch (OperationCanceledException)
            {
                Assert.True(cut.IsCancellationRequested);
            }

            Assert.False(Directory.Exists(Path.Combine(Path.GetTempPath(), $"fachwerk-{mark}")), $"at {moment}");
        }
    }

    [Fact]
    public void Refuses_a_folder_that_cannot_be_made_in_one_line()
    {
        File.WriteAllText(_folder, "a file stands where the folder should");

        var refusal = Assert.Throws<StartupRefusal>(() => DataFolder.Open(Path.Combine(_folder, "data")));

        Assert.DoesNotContain('\n', refusal.Message);
        Assert.Contains("cannot be written", refusal.Message, StringComparison.Ordinal);
        File.Delete(_folder);
    }

    [Fact]
    public async Task Refuses_an_unreachable_server_in_one_line_without_its_password()
    {
        var refusal = await Assert.ThrowsAsync<StartupRefusal>(() => DatabaseServer.ConnectAsync(
            "Host=127.0.0.1;Port=1;Username=someone;Password=hunter2;Timeout=2", _time, Ct));

        Assert.DoesNotContain('\n', refusal.Message);
        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_what_is_no_connection_string()
    {
        await Assert.ThrowsAsync<StartupRefusal>(() => DatabaseServer.ConnectAsync("nonsense", _time, Ct));
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private Task<DatabaseServer> StartAsync() =>
        DatabaseServer.StartEmbeddedAsync(DataFolder.Open(_folder), _time, Ct, ["fsync=off"]);

    private static async Task ExecuteAsync(DatabaseServer server, string sql)
    {
        await using var command = server.For("kept").CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static async Task<int> ScalarAsync(DatabaseServer server, string sql)
    {
        await using var command = server.For("kept").CreateCommand(sql);
        return (int)(await command.ExecuteScalarAsync(Ct))!;
    }
}
