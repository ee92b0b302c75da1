using Fachwerk.Backend.Database;
using Fachwerk.Backend.Gateway;
using Fachwerk.Backend.Hosting;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Gateway;
using Fachwerk.SystemTests.Web;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Fachwerk.SystemTests.Hosting;

/// <summary>Two whole nodes on one database, with a tenant made on the first and its depot known to both.</summary>
internal sealed class TwoBackends : IAsyncDisposable
{
    public const string Slug = "acme";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly TemporaryFolder _folder;
    private readonly Guid _depot;

    private TwoBackends(TemporaryFolder folder, BackendHost first, BackendHost second, Guid depot, FakeController box)
    {
        _folder = folder;
        _depot = depot;
        First = first;
        Second = second;
        Depot = box;
    }

    public BackendHost First { get; }

    public BackendHost Second { get; }

    public FakeController Depot { get; }

    public Guid DepotId => _depot;

    /// <summary>The page of the tenant's depot.</summary>
    public string DepotPage => $"/depots/{_depot}";

    /// <summary>The tenant's own database.</summary>
    public NpgsqlDataSource Tenant
    {
        get
        {
            var server = First.Services.GetRequiredService<DatabaseServer>();
            return server.For(server.NameOf(Slug));
        }
    }

    public static async Task<TwoBackends> StartAsync(PostgresFixture postgres, CancellationToken ct)
    {
        // One folder, for both need the same master key.
        var folder = new TemporaryFolder();
        var connection = postgres.NewServer().ConnectionStringOf("postgres").ConnectionString;
        var options = new BackendOptions(folder.FullPath, new Uri("http://127.0.0.1:0"), 0, connection)
        {
            DatabasePrefix = $"b{Guid.NewGuid():N}"[..12] + "_"
        };
        var first = await BackendHost.StartAsync(options, postgres.Time, ct);
        var second = await BackendHost.StartAsync(options, postgres.Time, ct);
        var made = await SeededTenant.AddAsync(first.Services, Slug);
        foreach (var host in new[] { first, second })
            while (host.Services.GetRequiredService<GatewayService>().Controllers == 0)
                await Task.Delay(Poll, postgres.Time, ct);
        return new TwoBackends(
            folder, first, second, made.Id.Value, new FakeController(made.Identity, first.Udp));
    }

    /// <summary>A screen at the first node that watches the depot.</summary>
    public async Task<LiveClient> WatchAsync(CancellationToken ct)
    {
        using var visitor = await SignedInAsync();
        return await WatchAsync(First, visitor, ct);
    }

    /// <summary>Somebody who has signed in at the first node.</summary>
    public async Task<Visitor> SignedInAsync()
    {
        var visitor = new Visitor(First.Http, Slug);
        await SeededTenant.SignInAsync(visitor, Slug);
        return visitor;
    }

    /// <summary>Somebody at a node who holds another one's cookies.</summary>
    public static Visitor CopyOf(Visitor visitor, BackendHost node)
    {
        var copy = new Visitor(node.Http, Slug);
        foreach (var (name, value) in visitor.Cookies)
            copy.Cookies[name] = value;
        return copy;
    }

    /// <summary>A screen at a node, with the visitor's cookies, that watches the depot.</summary>
    public async Task<LiveClient> WatchAsync(BackendHost node, Visitor visitor, CancellationToken ct)
    {
        var screen = new LiveClient();
        await screen.ConnectAsync(node.Http, Slug, visitor, ct);
        await screen.WatchDepotAsync(_depot, ct);
        return screen;
    }

    public async ValueTask DisposeAsync()
    {
        Depot.Dispose();
        await Second.DisposeAsync();
        await First.DisposeAsync();
        _folder.Dispose();
    }
}
