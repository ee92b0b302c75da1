namespace Fachwerk.Firmware.Board;

/// <summary>
/// The Wi-Fi adapter. It is called on a thread of its own, never in a tick, because its calls may wait; and they may
/// throw.
/// </summary>
public interface IWifiAdapter
{
    /// <summary>True while the adapter is linked to a network and has an address.</summary>
    bool IsUp { get; }

    /// <summary>
    /// Joins a network and waits up to 20 s for the outcome. Whatever came of it, the runtime goes on trying by itself.
    /// </summary>
    /// <param name="password">Empty for an open network.</param>
    WifiOutcome Join(string network, string password);
}
