using Fachwerk.Firmware.Board;
using Fachwerk.Simulator.Board;

namespace Fachwerk.Simulator.Depots;

/// <summary>
/// The depot's network cable: while it is out nothing is sent, and what arrives is lost. What a fault makes of name
/// servers happens here.
/// </summary>
public sealed class NetworkSwitch : IDatagramSocket
{
    private const int ForgedMax = 8;

    private readonly IDatagramSocket _network;
    private readonly WrongAnswers _wrong = new();
    private readonly Queue<byte[]> _forged = new();

    /// <summary>A cable to <paramref name="network"/>, plugged in.</summary>
    public NetworkSwitch(IDatagramSocket network)
    {
        _network = network;
    }

    /// <summary>True while the cable is in.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>What is wrong with the name servers.</summary>
    public NameFault NameServers { get; set; }

    /// <summary>Datagrams handed to the network.</summary>
    public int Sent { get; private set; }

    /// <summary>Datagrams given to the controller.</summary>
    public int Received { get; private set; }

    /// <inheritdoc />
    public bool TrySend(NetworkAddress target, byte[] buffer, int offset, int count)
    {
        bool isLost = NameServers != NameFault.None && target.Port == VirtualNetwork.NameServer.Port;
        if (isLost && IsUp && NameServers == NameFault.AnswersAnything && _forged.Count < ForgedMax)
            _forged.Enqueue(_wrong.To(buffer[offset..(offset + count)]));
        if (!IsUp || (!isLost && !_network.TrySend(target, buffer, offset, count)))
            return false;
        Sent++;
        return true;
    }

    /// <inheritdoc />
    public int Receive(byte[] buffer, int offset, int capacity, NetworkAddress from)
    {
        int count = Next(buffer, offset, capacity, from);
        while (!IsUp && count > 0)
            count = Next(buffer, offset, capacity, from);
        if (count > 0)
            Received++;
        return count;
    }

    private int Next(byte[] buffer, int offset, int capacity, NetworkAddress from)
    {
        if (!_forged.TryDequeue(out byte[]? forged))
            return _network.Receive(buffer, offset, capacity, from);
        Array.Copy(forged, 0, buffer, offset, Math.Min(forged.Length, capacity));
        from.Set(VirtualNetwork.NameServer);
        return forged.Length;
    }
}
