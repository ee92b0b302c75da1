using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Identity;
using Fachwerk.Backend.Tenants;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Tenants;
using Microsoft.Extensions.DependencyInjection;

namespace Fachwerk.SystemTests.Web;

/// <summary>A tenant with one user and one depot of two compartments.</summary>
internal static class SeededTenant
{
    public const string UserName = "operator";
    private const int Compartments = 2;

    /// <summary>Makes it on a running backend.</summary>
    public static async Task<CreatedDepot> AddAsync(IServiceProvider services, string slug)
    {
        var tenant = TenantRig.Value(
            await services.GetRequiredService<CreateTenant>().HandleAsync(slug, slug, default));
        await InAsync<CreateUser, Guid>(services, tenant, create =>
            create.HandleAsync(UserName, PasswordOf(slug), Actor.System, default));
        var site = await InAsync<CreateSite, SiteId>(services, tenant, create =>
            create.HandleAsync("Town hall", "Europe/Berlin", Actor.System, default));
        NewCompartment small = new(CompartmentSize.Small, CompartmentFeatures.None);
        return await InAsync<CreateDepot, CreatedDepot>(services, tenant, create => create.HandleAsync(
            new CreateDepotRequest(site, "Depot", [.. Enumerable.Repeat(small, Compartments)], Actor.System),
            default));
    }

    /// <summary>Its user at a browser, signed in.</summary>
    public static Task<Answer> SignInAsync(Visitor visitor, string slug) => visitor.PostAsync(
        "/sign-in", "/sign-in", ("user", UserName), ("password", PasswordOf(slug)));

    /// <summary>Its user's password.</summary>
    public static string PasswordOf(string slug) => $"a long password of {slug}";

    private static async Task<T> InAsync<TCase, T>(
        IServiceProvider services, Tenant tenant, Func<TCase, Task<Outcome<T>>> run)
        where TCase : notnull
        where T : notnull
    {
        await using var scope = services.GetRequiredService<TenantScopes>().Open(tenant);
        return TenantRig.Value(await run(scope.ServiceProvider.GetRequiredService<TCase>()));
    }
}
