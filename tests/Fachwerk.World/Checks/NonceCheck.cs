using Fachwerk.Backend.Gateway;
using Fachwerk.Protocol;
using Fachwerk.Protocol.Oscore;
using Fachwerk.World.Depots;
using Fachwerk.World.Running;

namespace Fachwerk.World.Checks;

/// <summary>
/// Invariant 4, from what goes over the wire: which key and nonce each datagram was protected under. An answer stands
/// under its request's nonce and its sender's own key, unless it brings a number of its own. And no telegram is taken
/// twice.
/// </summary>
internal sealed class NonceCheck(WorldCore world)
{
    private readonly OscoreMessage _message = new();
    private readonly MessageIdCheck _messageIds = new(world);
    private readonly Dictionary<Pair, string> _used = [];
    private readonly Dictionary<long, (int Epoch, long PartialIv)> _asked = [];
    private readonly HashSet<(long Controller, int Epoch, long PartialIv)> _accepted = [];

    public int Pairs => _used.Count;

    public void SentByDepot(WorldDepot depot, byte[] datagram)
    {
        byte[] copy = [.. datagram];
        if (_message.TryReadRequest(copy, 0, copy.Length) == WireError.None)
        {
            _messageIds.Sent(depot.Index, ("depot", depot.Number), _message.Header.MessageId, datagram);
            Use(depot.Index, new Pair(depot.Number, _message.Epoch, 'd', 'd', _message.Option.PartialIv), datagram);
        }
        else if (_asked.TryGetValue(depot.Number, out (int Epoch, long PartialIv) order))
        {
            Use(depot.Index, new Pair(depot.Number, order.Epoch, 'd', 'g', order.PartialIv), datagram);
        }
    }

    /// <summary>A depot takes a datagram: what it sends next, unless it is a request, answers this.</summary>
    public void TakenByDepot(WorldDepot depot, byte[] datagram)
    {
        byte[] copy = [.. datagram];
        if (_message.TryReadRequest(copy, 0, copy.Length) == WireError.None)
            _asked[depot.Number] = (_message.Epoch, _message.Option.PartialIv);
    }

    public void SentByGateway(string node, byte[] datagram, Telegram? request, OrderSending? order)
    {
        if (request is not null)
        {
            long number = request.Session.Number;
            byte[] copy = [.. datagram];
            bool isOwn = _message.TryReadResponse(copy, 0, copy.Length) == WireError.None
                && _message.Option.PartialIv >= 0;
            Use(-1, isOwn ? new Pair(number, request.Epoch, 'g', 'g', _message.Option.PartialIv)
                : new Pair(number, request.Epoch, 'g', 'd', request.PartialIv), datagram);
        }
        else if (order is not null)
        {
            byte[] copy = [.. datagram];
            _message.TryReadRequest(copy, 0, copy.Length);
            _messageIds.Sent(-1, (node, order.Controller), _message.Header.MessageId, datagram);
            Use(-1, new Pair(order.Controller, order.Epoch, 'g', 'g', order.Sequence), datagram);
        }
    }

    /// <summary>The store accepts a telegram.</summary>
    public void Accepted(long controller, int epoch, long partialIv)
    {
        if (!_accepted.Add((controller, epoch, partialIv)))
            world.Report(-1, Invariant.NoncesAreUnique, $"telegram {epoch}/{partialIv} of {controller} is taken twice");
    }

    private void Use(int depot, Pair pair, byte[] datagram)
    {
        // What the nonce protects: the same may go out again under another message id.
        string bytes = Convert.ToBase64String(datagram, _message.PayloadOffset, _message.PayloadCount);
        if (!_used.TryAdd(pair, bytes) && _used[pair] != bytes)
            world.Report(depot, Invariant.NoncesAreUnique, $"two messages under {pair}");
    }

    /// <param name="Sender">Whose key: the depot's or the gateway's.</param>
    /// <param name="Asker">Whose request the nonce is of.</param>
    private readonly record struct Pair(long Controller, int Epoch, char Sender, char Asker, long PartialIv);
}
