using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Codes;

/// <summary>
/// On this node one transaction at a time issues codes of a depot, for all that were asked for while the one before
/// ran. Each by itself would wait for the depot's lock with one of the tenant's few connections in hand, and a thousand
/// of them would keep everybody else from a door.
/// </summary>
public sealed class IssueTurns
{
    /// <summary>The most codes of one transaction.</summary>
    public const int TogetherMax = 100;

    private readonly Lock _gate = new();
    private readonly Dictionary<(int Tenant, DepotId Depot), Line> _lines = [];

    /// <summary>Issues many codes of one depot: an outcome for each request, in their order.</summary>
    internal delegate Task<IReadOnlyList<Outcome<IssuedCode>>> Issue(IReadOnlyList<IssueCodeRequest> requests);

    /// <summary>Waits until the request was dealt with, by this caller or by another one's transaction.</summary>
    /// <param name="tenant">Whose depot it is; nobody else's requests come with it.</param>
    /// <param name="issue">Called unless another one did it; once begun it is not cancelled.</param>
    internal async Task<Outcome<IssuedCode>> TakeAsync(
        int tenant, IssueCodeRequest request, Issue issue, CancellationToken ct)
    {
        var waiting = new Waiting(request);
        var line = Enter((tenant, request.Depot), waiting);
        try
        {
            await line.Turn.WaitAsync(ct);
            try
            {
                while (!waiting.Done.Task.IsCompleted)
                    await IssueAsync(waiting, Next(line), issue);
            }
            finally
            {
                line.Turn.Release();
            }
        }
        finally
        {
            Leave((tenant, request.Depot), line, waiting);
        }

        return await waiting.Done.Task;
    }

    private static async Task IssueAsync(Waiting own, List<Waiting> together, Issue issue)
    {
        try
        {
            var outcomes = await issue([.. together.Select(one => one.Request)]);
            for (var i = 0; i < together.Count; i++)
                together[i].Done.SetResult(outcomes[i]);
        }
        // All of theirs, for none of it was committed; and nothing more is done in a scope that has failed.
        catch (Exception cause)
        {
            foreach (var one in together.Append(own))
                one.Done.TrySetException(cause);
        }
    }

    private Line Enter((int Tenant, DepotId Depot) key, Waiting waiting)
    {
        lock (_gate)
        {
            if (!_lines.TryGetValue(key, out var line))
                _lines[key] = line = new Line();
            line.Waiting.AddLast(waiting);
            line.Callers++; // Under the gate.
            return line;
        }
    }

    private List<Waiting> Next(Line line)
    {
        lock (_gate)
        {
            List<Waiting> together = [.. line.Waiting.Take(TogetherMax)];
            foreach (var one in together)
                line.Waiting.Remove(one);
            return together;
        }
    }

    private void Leave((int Tenant, DepotId Depot) key, Line line, Waiting waiting)
    {
        lock (_gate)
        {
            // Who gave up waiting gets no code.
            line.Waiting.Remove(waiting);
            line.Callers--; // Under the gate.
            if (line.Callers > 0)
                return;
            _lines.Remove(key);
            line.Dispose();
        }
    }

    private sealed class Waiting(IssueCodeRequest request)
    {
        public IssueCodeRequest Request => request;

        public TaskCompletionSource<Outcome<IssuedCode>> Done { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Line : IDisposable
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public LinkedList<Waiting> Waiting { get; } = [];

        public int Callers { get; set; }

        public void Dispose() => Turn.Dispose();
    }
}
