using System.Collections.Concurrent;
using Npgsql;

namespace Fachwerk.Backend.Database;

/// <summary>Who the tenants are. A tenant's entry never changes, so found ones are kept in memory.</summary>
public sealed class TenantCatalogue(FleetDatabase fleet)
{
    /// <summary>Characters of the longest slug.</summary>
    public const int SlugLengthMax = 40;

    private const string Columns = "number, slug, name, database";
    private readonly ConcurrentDictionary<string, Tenant> _bySlug = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, Tenant> _byNumber = new();

    /// <summary>The tenant of an address; null when there is none.</summary>
    public async Task<Tenant?> FindAsync(string slug, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(slug);
        if (slug.Length > SlugLengthMax)
            return null;
        if (_bySlug.TryGetValue(slug, out var known))
            return known;
        await using var command = fleet.Source.CreateCommand($"select {Columns} from tenants where slug = $1");
        command.With(slug);
        return await ReadOneAsync(command, ct);
    }

    /// <summary>The tenant with the fleet's number; null when there is none.</summary>
    public async Task<Tenant?> FindAsync(int number, CancellationToken ct)
    {
        if (_byNumber.TryGetValue(number, out var known))
            return known;
        await using var command = fleet.Source.CreateCommand($"select {Columns} from tenants where number = $1");
        command.With(number);
        return await ReadOneAsync(command, ct);
    }

    /// <summary>All tenants, by number.</summary>
    public async Task<IReadOnlyList<Tenant>> ListAsync(CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand($"select {Columns} from tenants order by number");
        await using var rows = await command.ExecuteReaderAsync(ct);
        var tenants = new List<Tenant>();
        while (await rows.ReadAsync(ct))
            tenants.Add(Keep(rows));
        return tenants;
    }

    private async Task<Tenant?> ReadOneAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? Keep(row) : null;
    }

    private Tenant Keep(NpgsqlDataReader row)
    {
        var tenant = new Tenant(row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetString(3));
        _bySlug[tenant.Slug] = tenant;
        _byNumber[tenant.Number] = tenant;
        return tenant;
    }
}
