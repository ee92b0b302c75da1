using Fachwerk.Protocol.Oscore;

namespace Fachwerk.Backend.Gateway;

/// <summary>One order telegram that waits for its answer.</summary>
internal sealed record OrderExchange(
    long Controller, uint OrderId, OscoreContext Context, long PartialIv, long SentAt, int Attempt);

/// <summary>
/// The order telegrams that wait for answers, found by token and message id together. Tokens are a counter of 16 bits:
/// as many may wait. At most one of a controller is the newest; older ones may still be answered.
/// </summary>
/// <param name="first">Where the counter starts: anywhere, for answers to a former life may still come.</param>
internal sealed class OrderExchanges(TimeProvider time, ushort first)
{
    private const int WaitingMax = 65_536;
    private const int MessageIdBits = 16;
    private static readonly TimeSpan AnswerWaitMax = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<uint, OrderExchange> _waiting = [];
    private readonly Dictionary<long, uint> _newest = [];
    private readonly Queue<uint> _oldestFirst = [];
    private ushort _last = first;

    /// <summary>Notes a telegram about to be sent.</summary>
    /// <param name="messageId">See <see cref="ControllerSession.NextMessageId"/>.</param>
    /// <returns>Its key: the token in the upper half, the message id in the lower.</returns>
    public uint Add(OrderExchange exchange, ushort messageId)
    {
        lock (_gate)
        {
            while (_oldestFirst.TryPeek(out var oldest) && (_oldestFirst.Count >= WaitingMax || IsOver(oldest)))
                Forget(_oldestFirst.Dequeue());
            var key = ((uint)++_last << MessageIdBits) | messageId;
            _waiting[key] = exchange;
            _newest[exchange.Controller] = key;
            _oldestFirst.Enqueue(key);
            return key;
        }
    }

    public OrderExchange? Find(uint key)
    {
        lock (_gate)
            return _waiting.GetValueOrDefault(key);
    }

    /// <summary>The newest unanswered telegram to a controller.</summary>
    public OrderExchange? NewestOf(long controller)
    {
        lock (_gate)
            return _newest.TryGetValue(controller, out var key) ? _waiting.GetValueOrDefault(key) : null;
    }

    /// <summary>Takes an answered telegram out; a second answer to it finds nothing.</summary>
    public bool TryFinish(uint key)
    {
        lock (_gate)
        {
            var found = _waiting.ContainsKey(key);
            Forget(key);
            return found;
        }
    }

    /// <summary>The newest telegrams that have waited for their turn to be repeated.</summary>
    public List<OrderExchange> TakeDue(Func<OrderExchange, bool> isDue)
    {
        lock (_gate)
        {
            var due = new List<OrderExchange>();
            foreach (var (controller, key) in _newest)
            {
                if (!_waiting.TryGetValue(key, out var exchange))
                    _newest.Remove(controller);
                else if (isDue(exchange))
                    due.Add(exchange);
            }

            foreach (var exchange in due)
                _newest.Remove(exchange.Controller);
            return due;
        }
    }

    private bool IsOver(uint key) => !_waiting.TryGetValue(key, out var exchange)
        || time.GetElapsedTime(exchange.SentAt) > AnswerWaitMax;

    private void Forget(uint key)
    {
        if (_waiting.Remove(key, out var exchange) && _newest.GetValueOrDefault(exchange.Controller) == key)
            _newest.Remove(exchange.Controller);
    }
}
