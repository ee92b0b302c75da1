namespace Fachwerk.Firmware.Board;

/// <summary>The controller's one UDP socket. Never blocks.</summary>
public interface IDatagramSocket
{
    /// <summary>Sends one datagram.</summary>
    /// <param name="gateway">"host:port" as the identity or the settings name it.</param>
    /// <returns>False when it could not be handed to the network; nothing else is known of its fate.</returns>
    bool TrySend(string gateway, byte[] buffer, int offset, int count);

    /// <summary>Takes one received datagram.</summary>
    /// <returns>
    /// Its length; 0 when none waits; more than <paramref name="capacity"/> when it was longer and is dropped.
    /// </returns>
    int Receive(byte[] buffer, int offset, int capacity);
}
