namespace Fachwerk.Backend.Identity;

/// <summary>
/// Hashing a password takes a processor for some 80 ms, so strangers have half of them and no more: doors go on whoever
/// knocks here. Known browsers have as many places of their own and wait for no stranger. Either line of those who wait
/// ends somewhere, so that who stands in it knows that it is worth it.
/// </summary>
public sealed class HashingLane
{
    /// <summary>Strangers waiting for each place: at 80 ms a hash the last of them waits 1.3 s.</summary>
    public const int WaitingMax = 16;

    /// <summary>Known browsers waiting for each place.</summary>
    public const int KnownWaitingMax = 64;

    private readonly Lock _gate = new();
    private readonly Line _strangers;
    private readonly Line _known;

    /// <param name="processors">Of the machine.</param>
    public HashingLane(int processors)
    {
        Width = Math.Max(1, processors / 2);
        _strangers = new Line(Width, Width * WaitingMax);
        _known = new Line(Width, Width * KnownWaitingMax);
    }

    /// <summary>Hashes of either at once.</summary>
    public int Width { get; }

    /// <summary>Whether nobody else could stand in the line at this moment.</summary>
    public bool IsFull(bool isKnown)
    {
        lock (_gate)
            return (isKnown ? _known : _strangers).IsFull;
    }

    /// <summary>Waits for a place.</summary>
    /// <returns>False at once when the line is full; who got true leaves by <see cref="Leave"/>.</returns>
    public async Task<bool> EnterAsync(bool isKnown, CancellationToken ct)
    {
        TaskCompletionSource<bool> turn;
        lock (_gate)
        {
            var line = isKnown ? _known : _strangers;
            if (line.TryTake())
                return true;
            if (line.IsFull)
                return false;
            turn = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            line.Waiting.Enqueue(turn);
        }

        await using var given = ct.Register(() => turn.TrySetCanceled(ct));
        return await turn.Task;
    }

    /// <summary>Hands the place to who is next; whoever has gone away meanwhile is passed over.</summary>
    public void Leave(bool isKnown)
    {
        lock (_gate)
            (isKnown ? _known : _strangers).HandOn();
    }

    /// <summary>Hashes on a thread of its own: those of the pool answer requests meanwhile.</summary>
    public static Task<T> HashAsync<T>(Func<T> hash) => Task.Factory.StartNew(
        hash, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private sealed class Line(int width, int waitingMax)
    {
        private int _free = width;

        public bool IsFull => _free == 0 && Waiting.Count >= waitingMax;

        public Queue<TaskCompletionSource<bool>> Waiting { get; } = [];

        public bool TryTake()
        {
            if (_free == 0)
                return false;
            _free--;
            return true;
        }

        public void HandOn()
        {
            while (Waiting.TryDequeue(out var next))
            {
                if (next.TrySetResult(true))
                    return;
            }

            _free++;
        }
    }
}
