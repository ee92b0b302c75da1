using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Live;

/// <summary>Who watches what on this node. Tenants that nobody watches cost nothing.</summary>
public sealed class LiveAudience
{
    /// <summary>Topics one connection may watch.</summary>
    public const int TopicsMax = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<LiveTopic>> _byConnection = [];
    private readonly Dictionary<LiveTopic, int> _watchers = [];
    private readonly Dictionary<LiveTopic, long> _sent = [];
    private readonly Dictionary<int, long> _positions = [];

    /// <summary>The tenants that someone watches.</summary>
    public LiveTenants Tenants { get; } = new();

    /// <summary>Notes that a connection watches a topic.</summary>
    /// <returns>False when the connection watches too much already.</returns>
    public bool Add(string connection, Tenant tenant, LiveTopic topic)
    {
        lock (_gate)
        {
            if (!_byConnection.TryGetValue(connection, out var topics))
                _byConnection[connection] = topics = [];
            if (topics.Contains(topic))
                return true;
            if (topics.Count >= TopicsMax)
                return false;
            topics.Add(topic);
            _watchers[topic] = _watchers.GetValueOrDefault(topic) + 1;
            Tenants.Note(tenant);
            return true;
        }
    }

    /// <summary>Forgets a connection that has ended.</summary>
    public void Remove(string connection)
    {
        lock (_gate)
        {
            if (!_byConnection.Remove(connection, out var topics))
                return;
            foreach (var topic in topics)
                Leave(topic);
            foreach (int tenant in topics.Select(topic => topic.Tenant).Distinct().ToList())
                if (!_watchers.Keys.Any(topic => topic.Tenant == tenant))
                    Leave(tenant);
        }
    }

    /// <summary>
    /// A snapshot at this number was drawn. The first one of a tenant says from where on its log is followed.
    /// </summary>
    public void Begin(int tenant, long number)
    {
        lock (_gate)
            if (Tenants.Find(tenant) is not null)
                _positions.TryAdd(tenant, number);
    }

    /// <summary>How far a tenant's log was followed; null when nobody watches it.</summary>
    public long? Position(int tenant)
    {
        lock (_gate)
            return _positions.TryGetValue(tenant, out long number) ? number : null;
    }

    /// <summary>The tenant's log was followed up to this number.</summary>
    public void Advance(int tenant, long number)
    {
        lock (_gate)
            if (_positions.ContainsKey(tenant))
                _positions[tenant] = number;
    }

    /// <summary>Notes the number of a change that is about to be sent.</summary>
    /// <returns>The number of the one before it; 0 when it is the topic's first.</returns>
    public long Send(LiveTopic topic, long number)
    {
        lock (_gate)
        {
            long before = _sent.GetValueOrDefault(topic);
            _sent[topic] = number;
            return before;
        }
    }

    /// <summary>What is watched of a tenant.</summary>
    public IReadOnlyList<LiveTopic> TopicsOf(int tenant)
    {
        lock (_gate)
            return [.. _watchers.Keys.Where(topic => topic.Tenant == tenant)];
    }

    private void Leave(LiveTopic topic)
    {
        if (--_watchers[topic] > 0)
            return;
        _watchers.Remove(topic);
        _sent.Remove(topic);
    }

    private void Leave(int tenant)
    {
        Tenants.Forget(tenant);
        _positions.Remove(tenant);
    }
}
