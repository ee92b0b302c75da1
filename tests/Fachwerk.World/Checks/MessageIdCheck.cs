using Fachwerk.World.Running;

namespace Fachwerk.World.Checks;

/// <summary>
/// Invariant 12: an endpoint answers a message id that it has seen within EXCHANGE_LIFETIME from what it keeps,
/// whatever stands in the message (RFC 7252 §4.4, §4.8.2). So no sender uses one for another message within that time.
/// </summary>
internal sealed class MessageIdCheck(WorldCore world)
{
    private const long LifetimeMs = 247_000;

    private readonly Dictionary<(string Sender, long Controller, int MessageId), (long AtMs, string Bytes)> _used = [];

    /// <param name="sender">The depot, or a node on its way to it.</param>
    public void Sent(int depot, (string Name, long Controller) sender, int messageId, byte[] datagram)
    {
        string bytes = Convert.ToBase64String(datagram);
        (string, long, int) place = (sender.Name, sender.Controller, messageId);
        bool isAgain = _used.TryGetValue(place, out (long AtMs, string Bytes) last) && last.Bytes != bytes
            && world.Time.NowMs - last.AtMs < LifetimeMs;
        _used[place] = (world.Time.NowMs, bytes);
        if (isAgain)
            world.Report(depot, Invariant.MessageIdsAreFresh,
                $"message id {messageId} of {sender.Name} after {world.Time.NowMs - last.AtMs} ms");
    }
}
