using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Live;

/// <summary>
/// The live connections of this node by the sessions that opened them: a connection ends with its session.
/// </summary>
public sealed class LiveSessions
{
    /// <summary>The claim that names a connection's session.</summary>
    public const string Claim = "fachwerk.session";

    /// <summary>Connections that one session may have on this node.</summary>
    public const int ConnectionsMax = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, Dictionary<string, Dictionary<string, Action>>> _connections = [];

    /// <summary>The tenants with connections.</summary>
    public LiveTenants Tenants { get; } = new();

    /// <summary>Notes a connection and what ends it.</summary>
    /// <returns>False when the session has too many already.</returns>
    public bool Add(Tenant tenant, string session, string connection, Action abort)
    {
        lock (_gate)
        {
            if (!_connections.TryGetValue(tenant.Number, out var sessions))
                _connections[tenant.Number] = sessions = [];
            if (!sessions.TryGetValue(session, out var connections))
                sessions[session] = connections = [];
            if (connections.Count >= ConnectionsMax)
                return false;
            connections[connection] = abort;
            Tenants.Note(tenant);
            return true;
        }
    }

    /// <summary>Forgets a connection that has ended.</summary>
    public void Remove(Tenant tenant, string session, string connection)
    {
        lock (_gate)
        {
            if (!_connections.TryGetValue(tenant.Number, out var sessions) ||
                !sessions.TryGetValue(session, out var connections))
                return;
            connections.Remove(connection);
            if (connections.Count == 0)
                sessions.Remove(session);
            if (sessions.Count > 0)
                return;
            _connections.Remove(tenant.Number);
            Tenants.Forget(tenant.Number);
        }
    }

    /// <summary>The sessions of a tenant that have connections.</summary>
    public IReadOnlyList<string> Of(int tenant)
    {
        lock (_gate)
            return _connections.TryGetValue(tenant, out var sessions) ? [.. sessions.Keys] : [];
    }

    /// <summary>Ends the connections of these sessions; each is forgotten once it has said goodbye.</summary>
    public void End(int tenant, IEnumerable<string> ended)
    {
        List<Action> aborts;
        lock (_gate)
        {
            if (!_connections.TryGetValue(tenant, out var sessions))
                return;
            aborts = [.. ended.Where(sessions.ContainsKey).SelectMany(session => sessions[session].Values)];
        }

        foreach (var abort in aborts)
            abort();
    }
}
