using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Hosting;
using Fachwerk.SystemTests.Database;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Fachwerk.SystemTests.Hosting;

public sealed class StartTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Says_in_one_line_that_the_address_is_taken()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var folder = new TemporaryFolder();
        var options = OptionsFor(folder, ((IPEndPoint)taken.LocalEndpoint).Port, 0);

        var refusal = await Assert.ThrowsAsync<StartupRefusal>(
            () => BackendHost.StartAsync(options, postgres.Time, Ct));

        Assert.Contains($"is taken by process {Environment.ProcessId} (", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public async Task Says_in_one_line_that_the_telegram_port_is_taken()
    {
        using var taken = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        taken.DualMode = true;
        taken.Bind(new IPEndPoint(IPAddress.Loopback.MapToIPv6(), 0));
        using var folder = new TemporaryFolder();
        var options = OptionsFor(folder, 0, ((IPEndPoint)taken.LocalEndPoint!).Port);

        var refusal = await Assert.ThrowsAsync<StartupRefusal>(
            () => BackendHost.StartAsync(options, postgres.Time, Ct));

        Assert.Contains($"is taken by process {Environment.ProcessId} (", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ends_with_one_line_and_status_1_when_it_may_not_write()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.FullPath, "file");
        await File.WriteAllTextAsync(file, "", Ct);

        var (exitCode, errors) = await BackendProcess.RunAsync(
            Ct, "serve", "--data", Path.Combine(file, "data"), "--http", "http://127.0.0.1:0", "--udp", "127.0.0.1:0");

        Assert.Equal(1, exitCode);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finds_its_demo_again_and_adds_what_is_asked_for()
    {
        using var folder = new TemporaryFolder();
        var options = OptionsFor(folder, 0, 0);

        var first = await SeedAsync(options, 2);
        var second = await SeedAsync(options, 3);
        var third = await SeedAsync(options, 1);

        Assert.Equal((2, 3, 3), (first.Files.Count, second.Files.Count, third.Files.Count));
        Assert.Equal(first.Credentials, second.Credentials);
        Assert.Equal(first.Credentials, third.Credentials);
        Assert.Equal(first.Files.Select(SecretOf), second.Files.Take(2).Select(SecretOf));
    }

    [Fact]
    [Trait("Promise", "F-03")]
    public async Task Writes_identities_that_only_their_owner_can_read()
    {
        using var folder = new TemporaryFolder();

        await SeedAsync(OptionsFor(folder, 0, 0), 1);

        var files = Directory.GetFiles(Path.Combine(folder.FullPath, "demo"), "*.json", SearchOption.AllDirectories);
        Assert.Equal(2, files.Length);
        Assert.All(files, file => Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(file).UnixFileMode));
    }

    private BackendOptions OptionsFor(TemporaryFolder folder, int http, int udp)
    {
        var prefix = $"h{Guid.NewGuid():N}"[..12] + "_";
        var connection = postgres.NewServer().ConnectionStringOf("postgres").ConnectionString;
        return new BackendOptions(folder.FullPath, new Uri($"http://127.0.0.1:{http}"), udp, connection)
        {
            DatabasePrefix = prefix
        };
    }

    private async Task<(DemoCredentials Credentials, List<JsonElement> Files)> SeedAsync(
        BackendOptions options, int depots)
    {
        await using var host = await BackendHost.StartAsync(options, postgres.Time, Ct);
        var seed = ActivatorUtilities.CreateInstance<DemoSeed>(host.Services);
        var credentials = await seed.EnsureAsync(depots, $"127.0.0.1:{host.Udp}", Ct);
        var files = Directory.GetFiles(seed.Identities, "*.json").Order(StringComparer.Ordinal)
            .Select(file => JsonDocument.Parse(File.ReadAllText(file)).RootElement).ToList();
        return (credentials, files);
    }

    private static string? SecretOf(JsonElement identity) => identity.GetProperty("transportSecret").GetString();
}
