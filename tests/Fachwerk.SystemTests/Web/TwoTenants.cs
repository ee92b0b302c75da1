using Fachwerk.Backend.Hosting;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Hosting;
using Fachwerk.SystemTests.Web;
using Xunit;

[assembly: AssemblyFixture(typeof(TwoTenants))]

namespace Fachwerk.SystemTests.Web;

/// <summary>One backend with two tenants, each with the same user name and a depot of two compartments.</summary>
public sealed class TwoTenants : IAsyncDisposable
{
    private readonly Lazy<Task<BackendHost>> _host;
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, Guid> _depots = [];

    public TwoTenants() => _host = new Lazy<Task<BackendHost>>(StartAsync);

    /// <summary>Someone without cookies at a tenant's pages.</summary>
    public async Task<Visitor> VisitAsync(string tenant) => new((await _host.Value).Http, tenant);

    /// <summary>Someone who has signed in.</summary>
    public async Task<Visitor> SignedInAsync(string tenant)
    {
        var visitor = await VisitAsync(tenant);
        await SeededTenant.SignInAsync(visitor, tenant);
        return visitor;
    }

    /// <summary>Where the pages are; known once somebody has visited.</summary>
    public Uri Http => _host.Value.Result.Http;

    /// <summary>The depot of a tenant.</summary>
    public async Task<Guid> DepotOfAsync(string tenant)
    {
        await _host.Value;
        return _depots[tenant];
    }

    /// <summary>What the backend is made of.</summary>
    public async Task<IServiceProvider> ServicesAsync() => (await _host.Value).Services;

    public async ValueTask DisposeAsync()
    {
        if (_host.IsValueCreated)
            await (await _host.Value).DisposeAsync();
        _folder.Dispose();
    }

    private async Task<BackendHost> StartAsync()
    {
        var options = new BackendOptions(_folder.FullPath, new Uri("http://127.0.0.1:0"), 0);
        var host = await BackendHost.StartAsync(options, new WallClock(), CancellationToken.None);
        foreach (string slug in new[] { "acme", "other" })
            _depots[slug] = (await SeededTenant.AddAsync(host.Services, slug)).Id.Value;
        return host;
    }
}
