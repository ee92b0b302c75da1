using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Identity;
using Fachwerk.Backend.Outbox;
using Fachwerk.Backend.Secrets;
using Fachwerk.Backend.Tenants;
using Fachwerk.Backend.Time;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Fachwerk.Drills;

/// <summary>A clerk of the demo's tenant. What it commits, the nodes deliver.</summary>
internal sealed class TenantDesk : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly Tenant _tenant;

    private TenantDesk(ServiceProvider services, Tenant tenant)
    {
        _services = services;
        _tenant = tenant;
    }

    public static async Task<TenantDesk> OpenAsync(
        DatabaseServer server, MasterKey master, TimeProvider time, CancellationToken ct)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(time);
        services.AddSingleton(server);
        services.AddSingleton(master);
        services.AddSiteZones(Path.GetTempPath());
        services.AddFleet();
        services.AddOutbox();
        services.AddTenants();
        services.AddTenantIdentity();
        services.AddAudit();
        services.AddDepots();
        services.AddCodes();
        services.RemoveAll<IHostedService>();
        var provider = services.BuildServiceProvider();
        var tenant = await provider.GetRequiredService<TenantCatalogue>().FindAsync(DrillStage.Tenant, ct);
        return new TenantDesk(provider, tenant ?? throw new DrillFailure("the demo's tenant is not there"));
    }

    /// <returns>The depot that a controller drives.</returns>
    public Task<DepotId> DepotOfAsync(long controller, CancellationToken ct) => InAsync(async services =>
        (await services.GetRequiredService<TenantDbContext>().Set<Depot>()
            .SingleAsync(depot => depot.Controller == controller, ct)).Id);

    public Task<CodeId> IssueAsync(DepotId depot, CancellationToken ct) => InAsync(async services =>
        Value(await services.GetRequiredService<IssueCode>().HandleAsync(
            new IssueCodeRequest(depot, 1, null, null, 0, Guid.NewGuid()), ct)).Id);

    public Task RevokeAsync(DepotId depot, CodeId code, CancellationToken ct) => InAsync(async services =>
        Value(await services.GetRequiredService<RevokeCode>().HandleAsync(depot, code, Guid.NewGuid(), ct)));

    public Task<OpeningId> OpenAsync(DepotId depot, CancellationToken ct) => InAsync(async services =>
        Value(await services.GetRequiredService<OpenCompartment>().HandleAsync(
            new OpenRequest(depot, 1, "Drill", OpenWhen.Now, Guid.NewGuid()), ct)));

    /// <summary>The tag by which a code stands in its depot's table.</summary>
    public Task<byte[]> TagOfAsync(CodeId code, CancellationToken ct) => InAsync(async services =>
        (await services.GetRequiredService<TenantDbContext>().Set<AccessCode>()
            .SingleAsync(one => one.Id == code, ct)).Tag);

    public Task<OpeningState> StateOfAsync(OpeningId opening, CancellationToken ct) => InAsync(async services =>
        Value(await services.GetRequiredService<ListOpenings>().HandleAsync(opening, ct)).State);

    /// <summary>Whether the nodes have delivered all that was committed.</summary>
    public Task<bool> IsDeliveredAsync(CancellationToken ct) => InAsync(async services =>
        !await services.GetRequiredService<TenantDbContext>().Set<OutboxRow>().AnyAsync(ct));

    /// <summary>Whether the nodes have gone through all of the tenant's depots in this generation.</summary>
    public async Task<bool> IsInLineAsync(int generation, CancellationToken ct)
    {
        await using var command = _services.GetRequiredService<DatabaseServer>().For(_tenant.Database)
            .CreateCommand("select is_done and generation = $1 from reconciliation");
        return (bool)(await command.With((short)generation).ExecuteScalarAsync(ct))!;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private async Task<T> InAsync<T>(Func<IServiceProvider, Task<T>> run)
    {
        await using var scope = _services.GetRequiredService<TenantScopes>().Open(_tenant);
        return await run(scope.ServiceProvider);
    }

    private static T Value<T>(Outcome<T> outcome)
        where T : notnull =>
        outcome.TryGet(out var value, out var refusal) ? value : throw new DrillFailure($"refused: {refusal.Code}");
}
