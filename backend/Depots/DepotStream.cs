using System.Globalization;

namespace Fachwerk.Backend.Depots;

/// <summary>What goes to one controller goes in order; its table and its orders do not wait for each other.</summary>
public static class DepotStream
{
    /// <summary>The outbox stream of a controller's table.</summary>
    public static string Of(long controller) => string.Create(CultureInfo.InvariantCulture, $"controller:{controller}");

    /// <summary>The outbox stream of its orders.</summary>
    public static string OrdersOf(long controller) =>
        string.Create(CultureInfo.InvariantCulture, $"orders:{controller}");
}
