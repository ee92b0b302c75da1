using Fachwerk.Firmware.Board;

namespace Fachwerk.Simulator.Depots;

/// <summary>The depot's network cable: while it is out nothing is sent, and what arrives is lost.</summary>
public sealed class NetworkSwitch : IDatagramSocket
{
    private readonly IDatagramSocket _network;

    /// <summary>A cable to <paramref name="network"/>, plugged in.</summary>
    public NetworkSwitch(IDatagramSocket network)
    {
        _network = network;
    }

    /// <summary>True while the cable is in.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>Datagrams handed to the network.</summary>
    public int Sent { get; private set; }

    /// <summary>Datagrams given to the controller.</summary>
    public int Received { get; private set; }

    /// <inheritdoc />
    public bool TrySend(string gateway, byte[] buffer, int offset, int count)
    {
        if (!IsUp || !_network.TrySend(gateway, buffer, offset, count))
            return false;
        Sent++;
        return true;
    }

    /// <inheritdoc />
    public int Receive(byte[] buffer, int offset, int capacity)
    {
        int count = _network.Receive(buffer, offset, capacity);
        while (!IsUp && count > 0)
            count = _network.Receive(buffer, offset, capacity);
        if (count > 0)
            Received++;
        return count;
    }
}
