using System.Globalization;

namespace Fachwerk.Backend.Depots;

/// <summary>What goes to one controller goes in order.</summary>
public static class DepotStream
{
    /// <summary>The outbox stream of a controller.</summary>
    public static string Of(long controller) => string.Create(CultureInfo.InvariantCulture, $"controller:{controller}");
}
