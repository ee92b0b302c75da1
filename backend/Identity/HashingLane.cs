namespace Fachwerk.Backend.Identity;

/// <summary>
/// Hashing a password takes a processor for some 80 ms, so it may have half of them and no more: doors go on whoever
/// knocks here. Who waits stands in one of two lines; those whom this browser is known for go first. Both lines end
/// somewhere, so that who waits in one knows that it is worth it.
/// </summary>
public sealed class HashingLane
{
    /// <summary>Waiting per place: at 80 ms a hash the last of them has waited 1.3 s.</summary>
    public const int WaitingMax = 16;

    /// <summary>The same for known browsers. Nobody can come from more of them than once signed in here.</summary>
    public const int KnownWaitingMax = 64;

    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource<bool>> _known = [];
    private readonly Queue<TaskCompletionSource<bool>> _others = [];
    private int _free;

    /// <param name="processors">Of the machine.</param>
    public HashingLane(int processors) => _free = Width = Math.Max(1, processors / 2);

    /// <summary>Hashes at once.</summary>
    public int Width { get; }

    /// <summary>Waits for a place.</summary>
    /// <returns>False at once when the line is full; who got true leaves by <see cref="Leave"/>.</returns>
    public async Task<bool> EnterAsync(bool isKnown, CancellationToken ct)
    {
        TaskCompletionSource<bool> turn;
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return true;
            }

            var line = isKnown ? _known : _others;
            if (line.Count >= Width * (isKnown ? KnownWaitingMax : WaitingMax))
                return false;
            turn = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            line.Enqueue(turn);
        }

        await using var given = ct.Register(() => turn.TrySetCanceled(ct));
        return await turn.Task;
    }

    /// <summary>Hands the place to who is next; whoever has gone away meanwhile is passed over.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            while (_known.TryDequeue(out var next) || _others.TryDequeue(out next))
            {
                if (next.TrySetResult(true))
                    return;
            }

            _free++;
        }
    }

    /// <summary>Hashes on a thread of its own: those of the pool answer requests meanwhile.</summary>
    public static Task<T> HashAsync<T>(Func<T> hash) => Task.Factory.StartNew(
        hash, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
