using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Fachwerk.Backend.Gateway;

/// <summary>All active controllers as this node knows them. A look-up allocates nothing and asks nobody.</summary>
internal sealed class SessionTable
{
    private readonly ConcurrentDictionary<uint, ControllerSession> _sessions = new();

    /// <summary>Controllers known.</summary>
    public int Count => _sessions.Count;

    public bool TryFind(uint controller, [MaybeNullWhen(false)] out ControllerSession session) =>
        _sessions.TryGetValue(controller, out session);

    public void Put(ControllerSession session) => _sessions[session.Number] = session;

    public void Remove(uint controller) => _sessions.TryRemove(controller, out _);
}
