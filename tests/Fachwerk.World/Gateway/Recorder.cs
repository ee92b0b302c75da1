using Fachwerk.Protocol;
using Fachwerk.Protocol.Oscore;
using Fachwerk.World.Running;

namespace Fachwerk.World.Gateway;

/// <summary>
/// Somebody on the way who keeps what depots send, and after the databases went back in time sends copies of all of it
/// to each node, again and again: the fleet does not know any more which of it was accepted.
/// </summary>
internal sealed class Recorder(WorldCore world)
{
    private const int KeptMax = 120;
    private const int Rounds = 3;
    private const int RoundMs = 20_000;

    private readonly Queue<(byte[] Datagram, byte[] Address)> _kept = [];
    private readonly OscoreMessage _message = new();

    public void Keep(byte[] datagram, byte[] address)
    {
        byte[] copy = [.. datagram];
        if (_message.TryReadRequest(copy, 0, copy.Length) != WireError.None)
            return;
        if (_kept.Count == KeptMax)
            _kept.Dequeue();
        _kept.Enqueue((datagram, address));
    }

    public void SendAll(IReadOnlyCollection<GatewayNode> nodes)
    {
        world.Tally.Count("deed copies are sent to each node");
        for (int round = 0; round < Rounds; round++)
        {
            foreach ((byte[] datagram, byte[] address) in _kept)
            {
                foreach (GatewayNode node in nodes)
                {
                    long afterMs = (round * RoundMs) + world.Random.Spread(1, RoundMs);
                    world.Agenda.In(afterMs, () => Copy(node, datagram, address));
                }
            }
        }
    }

    private void Copy(GatewayNode node, byte[] datagram, byte[] address)
    {
        if (!world.IsAtRest)
            node.Receive(datagram, address);
    }
}
