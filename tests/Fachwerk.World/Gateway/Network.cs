using System.Net;
using Fachwerk.Backend.Gateway;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Depots;
using Fachwerk.World.Checks;
using Fachwerk.World.Depots;
using Fachwerk.World.Faults;
using Fachwerk.World.Running;

namespace Fachwerk.World.Gateway;

/// <summary>
/// The network between depots and gateway: loses, delays, repeats, reorders, spoils, forges and replays datagrams,
/// parts ways and gives depots new addresses.
/// </summary>
internal sealed class Network(WorldCore world, Knobs knobs, NonceCheck nonces)
{
    private const int DelayMinMs = 5;
    private const int DelayMaxMs = 120;
    private const int ReorderMaxMs = 4_000;
    private const int RememberedMax = 64;
    private const int ReplayMaxMs = 600_000;
    private const int KeptMax = 1_152;

    private readonly Dictionary<string, WorldDepot> _depots = [];
    private readonly List<Action> _remembered = [];

    public Dictionary<string, GatewayNode> Nodes { get; } = [];

    public Recorder Recorder { get; } = new(world);

    /// <summary>Nodes that cannot be reached from a depot now.</summary>
    public HashSet<(int Depot, string Node)> Parted { get; } = [];

    /// <summary>Gives a depot a new address; what is sent to the old one is lost.</summary>
    public void Bind(WorldDepot depot)
    {
        _depots.Remove(Convert.ToHexString(depot.Address));
        depot.Address = GatewayNode.AddressOf(depot.Index, world.Random.Between(1024, 65_535));
        _depots[Convert.ToHexString(depot.Address)] = depot;
    }

    /// <summary>A depot sent something to a gateway or to the name server of its network.</summary>
    public void FromDepot(WorldDepot depot, IPEndPoint to, byte[] datagram)
    {
        if (to.Equals(VirtualNetwork.NameServer))
            Carry(datagram, question => AnswerQuestion(depot, question));
        else
            ToGateway(depot, to, datagram);
    }

    private void AnswerQuestion(WorldDepot depot, byte[] question)
    {
        if (NameServer.HostIn(question) is not { } host)
            return;
        IPAddress[] found = Nodes.TryGetValue(host, out GatewayNode? node) ? [node.Address] : [];
        Carry(NameServer.Answer(question, found), answer => depot.Deliver(answer, VirtualNetwork.NameServer));
    }

    private void ToGateway(WorldDepot depot, IPEndPoint to, byte[] datagram)
    {
        nonces.SentByDepot(depot, datagram);
        Recorder.Keep(datagram, depot.Address);
        GatewayNode? node = Nodes.Values.FirstOrDefault(one => one.Address.Equals(to.Address));
        if (node is null || Parted.Contains((depot.Index, node.Name)))
            return;
        byte[] address = depot.Address;
        Carry(datagram, bytes => node.Receive(bytes, address));
    }

    /// <summary>A node sent something along a path.</summary>
    public void ToDepot(GatewayNode node, byte[] datagram, byte[] path, Telegram? request, OrderSending? order)
    {
        nonces.SentByGateway(node.Name, datagram, request, order);
        if (!_depots.TryGetValue(Convert.ToHexString(path), out WorldDepot? depot)
            || Parted.Contains((depot.Index, node.Name)))
            return;
        if (order is not null)
            depot.MaybeCut("cut at an order", 1, 800);
        else if (request?.Kind == TelegramKind.Table)
            depot.MaybeCut("cut at a block", 100, 12_000);
        IPEndPoint from = new(node.Address, 5683);
        Carry(datagram, bytes => depot.Deliver(bytes, from));
    }

    private void Carry(byte[] datagram, Action<byte[]> arrive)
    {
        if (Happens("loss"))
            return;
        Post(Spoiled(datagram), arrive, Happens("reorder") ? ReorderMaxMs : DelayMaxMs);
        if (Happens("duplicate"))
            Post(datagram, arrive, DelayMaxMs);
        Remember(() => arrive(datagram));
        if (Happens("replay"))
            world.Agenda.In(world.Random.Spread(1, ReplayMaxMs), world.Random.Of(_remembered));
    }

    private void Post(byte[] datagram, Action<byte[]> arrive, int delayMaxMs) =>
        world.Agenda.In(world.Random.Spread(DelayMinMs, delayMaxMs), () => arrive(datagram));

    private byte[] Spoiled(byte[] datagram)
    {
        if (Happens("flipped bit"))
        {
            byte[] spoiled = [.. datagram];
            spoiled[world.Random.Between(0, spoiled.Length - 1)] ^= (byte)(1 << world.Random.Between(0, 7));
            return spoiled;
        }

        if (Happens("cut datagram"))
            return datagram[..world.Random.Between(0, datagram.Length - 1)];
        return Happens("noise") ? world.Random.Bytes(world.Random.Spread(1, KeptMax)) : datagram;
    }

    private void Remember(Action delivery)
    {
        if (_remembered.Count < RememberedMax)
            _remembered.Add(delivery);
        else if (world.Random.Chance(0.2))
            _remembered[world.Random.Between(0, RememberedMax - 1)] = delivery;
    }

    private bool Happens(string fault)
    {
        bool happens = !world.IsAtRest && world.Random.Chance(knobs.ChanceOf(fault));
        if (happens)
            world.Tally.Count($"fault {fault}");
        return happens;
    }
}
