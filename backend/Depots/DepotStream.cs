using System.Globalization;

namespace Fachwerk.Backend.Depots;

/// <summary>
/// What goes to one controller goes in order; its table, what is taken back, and its orders do not wait for each other.
/// </summary>
public static class DepotStream
{
    /// <summary>The outbox stream of a controller's table.</summary>
    public static string Of(long controller) => string.Create(CultureInfo.InvariantCulture, $"controller:{controller}");

    /// <summary>The outbox stream of what leaves its table because somebody took it back.</summary>
    public static string RevocationsOf(long controller) =>
        string.Create(CultureInfo.InvariantCulture, $"revocations:{controller}");

    /// <summary>The outbox stream of its orders.</summary>
    public static string OrdersOf(long controller) =>
        string.Create(CultureInfo.InvariantCulture, $"orders:{controller}");
}
