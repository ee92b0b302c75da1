using System.Collections.Concurrent;

namespace Fachwerk.Backend.Gateway;

/// <summary>A bounded stock of telegrams, so that a flood takes no memory and receiving takes none at all.</summary>
internal sealed class TelegramPool(int max)
{
    private readonly ConcurrentQueue<Telegram> _free = new();
    private int _made;

    /// <summary>Whether only the last quarter is left: then it is for what cannot wait.</summary>
    public bool IsScarce => Volatile.Read(ref _made) > max - max / 4 && _free.Count < max / 4;

    /// <returns>Null when all are in use.</returns>
    public Telegram? TryTake()
    {
        if (_free.TryDequeue(out var telegram))
            return telegram;
        if (Interlocked.Increment(ref _made) <= max)
            return new Telegram();
        Interlocked.Decrement(ref _made);
        return null;
    }

    public void Return(Telegram telegram) => _free.Enqueue(telegram);
}
