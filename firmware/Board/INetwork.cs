namespace Fachwerk.Firmware.Board;

/// <summary>What the controller may know of the network it is in. Never blocks.</summary>
public interface INetwork
{
    /// <summary>How it stands with it.</summary>
    NetworkState State { get; }

    /// <summary>The name servers that the configuration names, else those that the network offers.</summary>
    /// <param name="servers">Takes them, the first one first.</param>
    /// <returns>How many; 0 while there is no network.</returns>
    int ReadNameServers(NetworkAddress[] servers);
}
