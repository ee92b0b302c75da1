using Fachwerk.Backend.Database;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Fachwerk.SystemTests.Hosting;

public sealed class KilledBackendTests(PostgresFixture postgres)
{
    private const int Kills = 3;
    private static readonly TimeSpan LifeMin = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan LifeSpread = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Promise", "D-08")]
    [Trait("Promise", "G-01")]
    [Trait("Promise", "G-03")]
    public async Task Has_each_event_exactly_once_after_any_number_of_kills()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"fachwerk-kill-{Guid.NewGuid():N}");
        string[] arguments = ["demo", "--data", folder, "--depots", "3", "--http", "http://127.0.0.1:0", "--udp", "0"];
        try
        {
            // Whoever is first at a data folder runs its database: that is this process, which is not killed.
            await using var server = await DatabaseServer.StartEmbeddedAsync(
                DataFolder.Open(folder), postgres.Time, Ct);
            var backend = await BackendProcess.StartAsync(Ct, arguments);
            var fleet = new FleetDatabase(server);
            using var stop = new CancellationTokenSource();
            var streaming = StreamAsync(fleet, stop.Token);
            for (var kill = 0; kill < Kills; kill++)
            {
                await Task.Delay(LifeMin + LifeSpread * Random.Shared.NextDouble(), postgres.Time, Ct);
                await backend.KillAsync();
                await backend.DisposeAsync();
                backend = await BackendProcess.StartAsync(Ct, arguments);
            }

            await stop.CancelAsync();
            var sent = await streaming;
            await CaughtUpAsync(server, sent);

            await using var rig = TenantRig.Attach(server, postgres.Time);
            var tenant = (await rig.Services.GetRequiredService<TenantCatalogue>().FindAsync("demo", Ct))!;
            Assert.Equal((sent, sent), await CountsAsync(server));
            Assert.Null((await rig.VerifyAuditAsync(tenant, Ct)).FirstBroken);
            await backend.DisposeAsync();
            TestContext.Current.TestOutputHelper?.WriteLine($"{sent} events over {Kills} kills");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<long> StreamAsync(FleetDatabase fleet, CancellationToken stop)
    {
        var inbox = new FleetInbox(fleet);
        var number = 0L;
        while (!stop.IsCancellationRequested)
        {
            number++;
            for (var controller = 1001; controller <= 1003; controller++)
                await inbox.AddAsync(controller, number, EventKind.DoorOpened, 1 + (int)(number % 8), Ct);
        }

        return number * 3;
    }

    private async Task CaughtUpAsync(DatabaseServer server, long sent)
    {
        while ((await CountsAsync(server)).All < sent)
            await Task.Delay(Poll, postgres.Time, Ct);
    }

    private static async Task<(long All, long Different)> CountsAsync(DatabaseServer server)
    {
        await using var command = server.For(server.NameOf("demo")).CreateCommand("""
            select count(*), count(distinct (detail::json ->> 'controller', detail::json ->> 'event'))
            from audit_entries where kind = 'depot.door-opened'
            """);
        await using var row = await command.ExecuteReaderAsync(Ct);
        await row.ReadAsync(Ct);
        return (row.GetInt64(0), row.GetInt64(1));
    }
}
