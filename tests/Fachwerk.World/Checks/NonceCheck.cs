using Fachwerk.Backend.Gateway;
using Fachwerk.Witness;
using Fachwerk.World.Depots;
using Fachwerk.World.Running;

namespace Fachwerk.World.Checks;

/// <summary>
/// Invariant 4, from what goes over the wire: a witness that shares no code with either side opens each datagram, and
/// no key and nonce, byte for byte, seal two messages. And no telegram is taken twice.
/// </summary>
internal sealed class NonceCheck(WorldCore world)
{
    private readonly MessageIdCheck _messageIds = new(world);
    private readonly NonceLedger _ledger = new();
    private readonly Dictionary<long, OscoreWitness> _witnesses = [];
    private readonly HashSet<(long Controller, int Epoch, long PartialIv)> _accepted = [];

    public int Pairs => _ledger.Count;

    public void Enrol(WorldDepot depot) =>
        _witnesses.Add(depot.Number, new OscoreWitness(depot.Identity.TransportSecret, depot.Identity.Controller));

    public void SentByDepot(WorldDepot depot, byte[] datagram)
    {
        if (IsRequest(datagram))
            _messageIds.Sent(depot.Index, ("depot", depot.Number), MessageIdOf(datagram), datagram);
        Use(depot.Index, depot.Number, datagram, Side.Controller);
    }

    public void SentByGateway(string node, byte[] datagram, Telegram? request, OrderSending? order)
    {
        if (request is not null)
        {
            Use(-1, request.Session.Number, datagram, Side.Gateway);
        }
        else if (order is not null)
        {
            _messageIds.Sent(-1, (node, order.Controller), MessageIdOf(datagram), datagram);
            Use(-1, order.Controller, datagram, Side.Gateway);
        }
    }

    /// <summary>The store accepts a telegram.</summary>
    public void Accepted(long controller, int epoch, long partialIv)
    {
        if (!_accepted.Add((controller, epoch, partialIv)))
            world.Report(-1, Invariant.NoncesAreUnique, $"telegram {epoch}/{partialIv} of {controller} is taken twice");
    }

    private void Use(int depot, long controller, byte[] datagram, Side from)
    {
        if (_witnesses[controller].See(datagram, from) is not { } use)
            world.Report(depot, Invariant.NoncesAreUnique, $"{from} of {controller} sends what SPEC.md §5 cannot open");
        else if (!_ledger.Note(use))
            world.Report(depot, Invariant.NoncesAreUnique,
                $"two messages of {from} of {controller} under epoch {use.Epoch}, number {use.PartialIv}");
    }

    // RFC 7252 §3: type 0 is confirmable; bytes 2 and 3.
    private static bool IsRequest(byte[] datagram) => (datagram[0] & 0x30) == 0;

    private static int MessageIdOf(byte[] datagram) => (datagram[2] << 8) | datagram[3];
}
