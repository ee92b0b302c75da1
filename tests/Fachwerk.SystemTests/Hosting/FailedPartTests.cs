using Fachwerk.Backend.Hosting;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Gateway;
using Fachwerk.SystemTests.Web;
using Xunit;

namespace Fachwerk.SystemTests.Hosting;

/// <summary>A node that has lost a part does not live on without it.</summary>
[Trait("Promise", "G-03")]
public sealed class FailedPartTests(PostgresFixture postgres)
{
    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_whose_commits_have_failed_for_good_ends_and_says_that_it_failed()
    {
        using var folder = new TemporaryFolder();
        var time = new FaultyTime(postgres.Time);
        var connection = postgres.NewServer().ConnectionStringOf("postgres").ConnectionString;
        var options = new BackendOptions(folder.FullPath, new Uri("http://127.0.0.1:0"), 0, connection)
        {
            DatabasePrefix = $"f{Guid.NewGuid():N}"[..12] + "_"
        };
        await using var host = await BackendHost.StartAsync(options, time, Ct);
        var made = await SeededTenant.AddAsync(host.Services, "acme");
        using var depot = new FakeController(made.Identity, host.Udp);
        await depot.AskAsync(depot.CheckIn(), Ct);
        var hadFailed = host.HasFailed;

        time.FailOthers();
        await depot.SendAsync(depot.CheckIn(), Ct);
        await host.WaitForShutdownAsync(Ct).WaitAsync(EndMax, postgres.Time, Ct);

        Assert.False(hadFailed);
        Assert.True(host.HasFailed);
    }
}
