using System.Runtime.InteropServices;

namespace Fachwerk.Backend.Identity;

/// <summary>
/// Counts refused tries until they stand in the log, which can never shrink: who is not signed in gets no line for
/// each. An account's first one is written soon, the next ones an hour later in one line; so are those of names that
/// nobody has, and those that nobody looked at, of the whole tenant in one. Holds nothing that a stranger chose.
/// </summary>
public sealed class RefusedSignIns(TimeProvider time)
{
    /// <summary>Accounts counted apart at a time; more are counted with their tenant's others.</summary>
    public const int AccountsMax = 4_096;

    /// <summary>From one line of an account to the next.</summary>
    public static readonly TimeSpan Between = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(int Tenant, Guid Account), Count> _counts = [];

    /// <summary>A wrong password, or an account whose tries are used up; <c>default</c> is no account.</summary>
    public void Note(int tenant, Guid account) => Add(tenant, account, turnedAway: false);

    /// <summary>A try that was not looked at.</summary>
    public void NoteTurnedAway(int tenant) => Add(tenant, default, turnedAway: true);

    /// <summary>Takes the lines that are due.</summary>
    /// <param name="all">Whether the node stops, so that nothing may wait for its hour.</param>
    public IReadOnlyList<RefusedLine> Take(bool all = false)
    {
        var now = time.GetUtcNow();
        var due = new List<RefusedLine>();
        lock (_gate)
        {
            foreach (var (key, count) in _counts)
            {
                var isDue = all || now - count.WrittenAt >= Between;
                if (count.Tries + count.TurnedAway > 0 && isDue)
                {
                    due.Add(new RefusedLine(
                        key.Tenant, key.Account, count.Tries, count.TurnedAway, count.Since, count.Until));
                    _counts[key] = new Count { WrittenAt = now };
                }
                else if (isDue)
                {
                    _counts.Remove(key);
                }
            }
        }

        return due;
    }

    /// <summary>Takes back lines that could not be written; they are due at once.</summary>
    public void PutBack(IEnumerable<RefusedLine> lines)
    {
        lock (_gate)
        {
            foreach (var line in lines)
            {
                ref var count = ref Place(line.Tenant, line.Account);
                count.Tries += line.Tries; // Under the lock.
                count.TurnedAway += line.TurnedAway; // Under the lock.
                count.Since = line.Since;
                count.WrittenAt = default;
                count.Until = count.Until > line.Until ? count.Until : line.Until;
            }
        }
    }

    private void Add(int tenant, Guid account, bool turnedAway)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            ref var count = ref Place(tenant, account);
            if (count.Tries + count.TurnedAway == 0)
                count.Since = now;
            count.Until = now;
            count.Tries += turnedAway ? 0 : 1; // Under the lock.
            count.TurnedAway += turnedAway ? 1 : 0; // Under the lock.
        }
    }

    private ref Count Place(int tenant, Guid account)
    {
        if (_counts.Count >= AccountsMax && !_counts.ContainsKey((tenant, account)))
            account = default;
        return ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, (tenant, account), out _);
    }

    private struct Count
    {
        public long Tries;
        public long TurnedAway;
        public DateTimeOffset Since;
        public DateTimeOffset Until;
        public DateTimeOffset WrittenAt;
    }
}

/// <summary>A line to be.</summary>
/// <param name="Tenant">The tenant's number.</param>
/// <param name="Account">The account; <c>default</c> is all others of the tenant together.</param>
/// <param name="Tries">How many were refused.</param>
/// <param name="TurnedAway">How many were not even looked at.</param>
/// <param name="Since">The first of them.</param>
/// <param name="Until">The last.</param>
public sealed record RefusedLine(
    int Tenant, Guid Account, long Tries, long TurnedAway, DateTimeOffset Since, DateTimeOffset Until);
