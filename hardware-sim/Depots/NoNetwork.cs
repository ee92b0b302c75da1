using Fachwerk.Firmware.Board;

namespace Fachwerk.Simulator.Depots;

/// <summary>A network that takes nothing and brings nothing: for depots that run alone.</summary>
public sealed class NoNetwork : IDatagramSocket
{
    /// <inheritdoc />
    public bool TrySend(NetworkAddress target, byte[] buffer, int offset, int count) => false;

    /// <inheritdoc />
    public int Receive(byte[] buffer, int offset, int capacity, NetworkAddress from) => 0;
}
