using System.Globalization;
using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Secrets;
using Fachwerk.Backend.Tenants;
using Fachwerk.Protocol.Telegrams;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Fachwerk.Benchmarks.Load;

/// <summary>Tenants whose depots are in use, beside the many that only check in; made once for a data folder.</summary>
/// <param name="services">The node's.</param>
/// <param name="tenants">How many tenants share the depots.</param>
internal sealed class BusyFleet(IServiceProvider services, int tenants)
{
    /// <summary>Depots of each.</summary>
    public const int DepotsEach = 50;

    private readonly TenantScopes _scopes = services.GetRequiredService<TenantScopes>();

    /// <summary>The slug of a tenant, from 0 on.</summary>
    public static string SlugOf(int tenant) => string.Create(CultureInfo.InvariantCulture, $"busy-{tenant:00}");

    /// <summary>Makes what is missing and reads all of it.</summary>
    public async Task<List<BusyDepot>> EnsureAsync(CancellationToken ct)
    {
        var depots = new List<BusyDepot>();
        for (var i = 0; i < tenants; i++)
        {
            var slug = SlugOf(i);
            var tenant = await services.GetRequiredService<TenantCatalogue>().FindAsync(slug, ct)
                ?? Value(await services.GetRequiredService<CreateTenant>().HandleAsync(slug, "Busy", ct));
            await CreateDepotsAsync(tenant, ct);
            depots.AddRange(await ReadAsync(tenant, ct));
        }

        return depots;
    }

    private async Task CreateDepotsAsync(Tenant tenant, CancellationToken ct)
    {
        await using var scope = _scopes.Open(tenant);
        var present = await scope.ServiceProvider.GetRequiredService<TenantDbContext>().Set<Depot>().CountAsync(ct);
        if (present >= DepotsEach)
            return;
        var site = Value(await scope.ServiceProvider.GetRequiredService<CreateSite>()
            .HandleAsync($"Site {present}", "Europe/Berlin", Actor.System, ct));
        for (var i = present; i < DepotsEach; i++)
        {
            await using var own = _scopes.Open(tenant);
            Value(await own.ServiceProvider.GetRequiredService<CreateDepot>().HandleAsync(
                new CreateDepotRequest(
                    site, $"Depot {i}", [new NewCompartment(CompartmentSize.Small, CompartmentFeatures.None)],
                    Actor.System),
                ct));
        }
    }

    private async Task<List<BusyDepot>> ReadAsync(Tenant tenant, CancellationToken ct)
    {
        var master = services.GetRequiredService<MasterKey>();
        await using var command = services.GetRequiredService<FleetDatabase>().Source.CreateCommand("""
            select c.number, c.depot, c.partial_iv, c.acked_event, k.transport
            from controllers c
            join controller_keys k on k.controller = c.number
            where c.tenant = $1 and c.active
            order by c.number
            """);
        command.Parameters.AddWithValue(tenant.Number);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var depots = new List<BusyDepot>();
        while (await rows.ReadAsync(ct))
        {
            var number = rows.GetInt64(0);
            var secret = master.Unwrap(rows.GetFieldValue<byte[]>(4), ControllerKeys.TransportPurpose(number));
            depots.Add(new BusyDepot(
                tenant, new DepotId(rows.GetGuid(1)), (uint)number, secret, rows.GetInt64(2) + 1,
                (uint)rows.GetInt64(3)));
        }

        return depots;
    }

    private static T Value<T>(Outcome<T> outcome)
        where T : notnull =>
        outcome.TryGet(out var value, out var refusal) ? value : throw new InvalidOperationException(refusal.Code);
}
