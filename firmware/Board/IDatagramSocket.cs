namespace Fachwerk.Firmware.Board;

/// <summary>The controller's one UDP socket. Never blocks, and knows no names.</summary>
public interface IDatagramSocket
{
    /// <summary>Sends one datagram.</summary>
    /// <returns>False when it could not be handed to the network; nothing else is known of its fate.</returns>
    bool TrySend(NetworkAddress target, byte[] buffer, int offset, int count);

    /// <summary>Takes one received datagram.</summary>
    /// <param name="from">Takes who sent it.</param>
    /// <returns>
    /// Its length; 0 when none waits; more than <paramref name="capacity"/> when it was longer and is dropped.
    /// </returns>
    int Receive(byte[] buffer, int offset, int capacity, NetworkAddress from);
}
