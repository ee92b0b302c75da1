using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Hosting;
using Fachwerk.Backend.Identity;
using Fachwerk.Backend.Tenants;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Hosting;
using Fachwerk.SystemTests.Web;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

[assembly: AssemblyFixture(typeof(TwoTenants))]

namespace Fachwerk.SystemTests.Web;

/// <summary>One backend with two tenants, each with the same user name and a depot of two compartments.</summary>
public sealed class TwoTenants : IAsyncDisposable
{
    public const string UserName = "operator";
    private const int Compartments = 2;

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
        await visitor.PostAsync("/sign-in", "/sign-in", ("user", UserName), ("password", PasswordOf(tenant)));
        return visitor;
    }

    /// <summary>The depot of a tenant.</summary>
    public async Task<Guid> DepotOfAsync(string tenant)
    {
        await _host.Value;
        return _depots[tenant];
    }

    public async ValueTask DisposeAsync()
    {
        if (_host.IsValueCreated)
            await (await _host.Value).DisposeAsync();
        _folder.Dispose();
    }

    private static string PasswordOf(string tenant) => $"a long password of {tenant}";

    private async Task<BackendHost> StartAsync()
    {
        var options = new BackendOptions(_folder.FullPath, new Uri("http://127.0.0.1:0"), 0);
        var host = await BackendHost.StartAsync(options, new WallClock(), CancellationToken.None);
        foreach (string slug in new[] { "acme", "other" })
            await AddTenantAsync(host.Services, slug);
        return host;
    }

    private async Task AddTenantAsync(IServiceProvider services, string slug)
    {
        var tenant = Value(await services.GetRequiredService<CreateTenant>().HandleAsync(slug, slug, default));
        await using (var scope = services.GetRequiredService<TenantScopes>().Open(tenant))
            Value(await scope.ServiceProvider.GetRequiredService<CreateUser>()
                .HandleAsync(UserName, PasswordOf(slug), Actor.System, default));
        SiteId site;
        await using (var scope = services.GetRequiredService<TenantScopes>().Open(tenant))
            site = Value(await scope.ServiceProvider.GetRequiredService<CreateSite>()
                .HandleAsync("Town hall", "Europe/Berlin", Actor.System, default));
        await using (var scope = services.GetRequiredService<TenantScopes>().Open(tenant))
        {
            NewCompartment small = new(CompartmentSize.Small, CompartmentFeatures.None);
            var made = Value(await scope.ServiceProvider.GetRequiredService<CreateDepot>().HandleAsync(
                new CreateDepotRequest(site, "Depot", [.. Enumerable.Repeat(small, Compartments)], Actor.System),
                default));
            _depots[slug] = made.Id.Value;
        }
    }

    private static T Value<T>(Outcome<T> outcome)
        where T : notnull
    {
        Assert.True(outcome.TryGet(out var value, out var refusal), refusal?.Code);
        return value;
    }
}
