using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Tenants;

/// <summary>Makes a tenant: its database first, then its place in the catalogue, so that what is listed is there.</summary>
public sealed class CreateTenant(
    FleetDatabase fleet, DatabaseServer server, TenantDatabases databases, TenantCatalogue catalogue)
{
    private const int NameLengthMax = 100;

    /// <summary>Makes it; one that a crash left half made is completed.</summary>
    public async Task<Outcome<Tenant>> HandleAsync(string slug, string name, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!TenantSlug.IsValid(slug))
            return new Refusal("slug-invalid", RefusalSort.Invalid);
        if (string.IsNullOrWhiteSpace(name) || name.Length > NameLengthMax)
            return new Refusal("name-invalid", RefusalSort.Invalid);
        if (await catalogue.FindAsync(slug, ct) is not null)
            return new Refusal("slug-taken", RefusalSort.Conflict);
        var database = server.NameOf(TenantSlug.DatabasePart(slug));
        await databases.PrepareAsync(database, ct);
        await using var command = fleet.Source.CreateCommand("""
            insert into tenants (slug, name, database) values ($1, $2, $3)
            on conflict (slug) do nothing
            """);
        command.With(slug);
        command.With(name.Trim());
        command.With(database);
        if (await command.ExecuteNonQueryAsync(ct) == 0)
            return new Refusal("slug-taken", RefusalSort.Conflict);
        return (await catalogue.FindAsync(slug, ct))!;
    }
}
