using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Identity;
using Fachwerk.Backend.Tenants;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Hosting;

/// <summary>
/// A tenant to look at: an account with a generated password, sites and depots whose identities lie as files for the
/// simulator. What is there already stays; a larger number of depots adds some.
/// </summary>
public sealed class DemoSeed(IServiceProvider services, DataFolder data)
{
    /// <summary>The tenant's slug.</summary>
    public const string Slug = "demo";

    private const string TenantName = "Stadtwerke Musterstadt";
    private const string UserName = "leitstand";
    private const int PasswordLength = 20;
    private const string PasswordLetters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    // Whoever starts the demo anew wants to see its depots at once.
    private static readonly TimeSpan BootSpread = TimeSpan.FromSeconds(2);

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private string Folder => data.Of("demo");

    private string CredentialsFile => Path.Combine(Folder, "credentials.json");

    /// <summary>The folder with the identity files.</summary>
    public string Identities => Path.Combine(Folder, "identities");

    /// <summary>Makes what is missing.</summary>
    /// <param name="depots">How many depots there are at least.</param>
    /// <param name="gateway">Where controllers call, <c>host:port</c>.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<DemoCredentials> EnsureAsync(int depots, string gateway, CancellationToken ct)
    {
        PrivateFile.MakeFolder(Folder);
        PrivateFile.MakeFolder(Identities);
        var tenant = await EnsureTenantAsync(ct);
        var credentials = await EnsureUserAsync(tenant, ct);
        var sites = await EnsureSitesAsync(tenant, ct);
        IdentityFile.MoveGateway(Identities, gateway);
        for (var i = await CountDepotsAsync(tenant, ct); i < depots; i++)
            await CreateDepotAsync(tenant, sites[i % sites.Count], i, gateway, ct);
        return credentials;
    }

    private async Task<Tenant> EnsureTenantAsync(CancellationToken ct)
    {
        var known = await services.GetRequiredService<TenantCatalogue>().FindAsync(Slug, ct);
        return known ?? Value(await services.GetRequiredService<CreateTenant>().HandleAsync(Slug, TenantName, ct));
    }

    private async Task<DemoCredentials> EnsureUserAsync(Tenant tenant, CancellationToken ct)
    {
        await using var scope = services.GetRequiredService<TenantScopes>().Open(tenant);
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var user = await users.FindByNameAsync(UserName);
        if (user is not null && File.Exists(CredentialsFile))
        {
            var text = await File.ReadAllTextAsync(CredentialsFile, ct);
            return JsonSerializer.Deserialize<DemoCredentials>(text, Options)!;
        }

        var credentials = new DemoCredentials(
            Slug, UserName, RandomNumberGenerator.GetString(PasswordLetters, PasswordLength));
        // The file first: a password that was set and never written down would be lost.
        PrivateFile.Write(CredentialsFile, JsonSerializer.Serialize(credentials, Options));
        if (user is null)
        {
            Value(await scope.ServiceProvider.GetRequiredService<CreateUser>()
                .HandleAsync(UserName, credentials.Password, Actor.System, ct));
        }
        else
        {
            await users.RemovePasswordAsync(user);
            await users.AddPasswordAsync(user, credentials.Password);
        }

        return credentials;
    }

    private async Task<IReadOnlyList<SiteId>> EnsureSitesAsync(Tenant tenant, CancellationToken ct)
    {
        await using var scope = services.GetRequiredService<TenantScopes>().Open(tenant);
        var db = scope.ServiceProvider.GetRequiredService<TenantDbContext>();
        var create = scope.ServiceProvider.GetRequiredService<CreateSite>();
        var sites = new List<SiteId>();
        foreach (var name in DemoNames.Sites)
        {
            var site = await db.Set<Site>().FirstOrDefaultAsync(one => one.Name == name, ct);
            sites.Add(site?.Id ?? Value(await create.HandleAsync(name, DemoNames.TimeZone, Actor.System, ct)));
        }

        return sites;
    }

    // A depot whose identity file is gone cannot be simulated any more, so it does not count.
    private async Task<int> CountDepotsAsync(Tenant tenant, CancellationToken ct)
    {
        await using var scope = services.GetRequiredService<TenantScopes>().Open(tenant);
        var db = scope.ServiceProvider.GetRequiredService<TenantDbContext>();
        var controllers = await db.Set<Depot>().Select(depot => depot.Controller).ToListAsync(ct);
        return controllers.Count(controller => File.Exists(IdentityPath(controller)));
    }

    private string IdentityPath(long controller) =>
        Path.Combine(Identities, string.Create(CultureInfo.InvariantCulture, $"{controller}.json"));

    private async Task CreateDepotAsync(Tenant tenant, SiteId site, int index, string gateway, CancellationToken ct)
    {
        await using var scope = services.GetRequiredService<TenantScopes>().Open(tenant);
        var name = DemoNames.Depot(index);
        var depot = Value(await scope.ServiceProvider.GetRequiredService<CreateDepot>().HandleAsync(
            new CreateDepotRequest(site, name, DemoNames.Compartments(index), Actor.System)
            {
                BootSpread = BootSpread
            },
            ct));
        IdentityFile.Write(IdentityPath(depot.Identity.Controller), depot.Identity, name, [gateway]);
    }

    private static T Value<T>(Outcome<T> outcome)
        where T : notnull =>
        outcome.TryGet(out var value, out var refusal)
            ? value
            : throw new InvalidOperationException($"The demo could not be set up: {refusal.Code}.");
}

/// <summary>How to sign in to the demo.</summary>
public sealed record DemoCredentials(string Tenant, string User, string Password);
