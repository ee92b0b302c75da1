using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Tenants;

/// <summary>What may stand for a tenant in addresses: 2 to 40 of a-z, 0-9 and single dashes, a letter first.</summary>
public static class TenantSlug
{
    private const int LengthMin = 2;

    // First path segments that belong to everyone, and the fleet, whose database would bear a tenant's name.
    private static readonly HashSet<string> Reserved =
        new(StringComparer.Ordinal) { "lib", "health", "api", "hooks", "fleet" };

    /// <summary>Whether a tenant may be given this slug.</summary>
    public static bool IsValid(string slug)
    {
        ArgumentNullException.ThrowIfNull(slug);
        return HasForm(slug) && !Reserved.Contains(slug);
    }

    /// <summary>The part of the database's name that a valid slug gives.</summary>
    public static string DatabasePart(string slug)
    {
        ArgumentNullException.ThrowIfNull(slug);
        return slug.Replace('-', '_');
    }

    private static bool HasForm(string slug)
    {
        if (slug.Length is < LengthMin or > TenantCatalogue.SlugLengthMax)
            return false;
        if (!char.IsAsciiLetterLower(slug[0]) || slug[^1] == '-')
            return false;
        for (var i = 1; i < slug.Length; i++)
        {
            if (slug[i] == '-' ? slug[i - 1] == '-' : !char.IsAsciiLetterLower(slug[i]) && !char.IsAsciiDigit(slug[i]))
                return false;
        }

        return true;
    }
}
