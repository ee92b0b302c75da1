namespace Fachwerk.Backend.Database;

/// <summary>
/// The tenants' part of <see cref="FleetSignals"/>. A signal says only "look again": it may be lost or doubled, and
/// carries nothing. Handlers must return at once; whoever waits also looks by itself now and then.
/// </summary>
public sealed class TenantSignals(FleetSignals signals)
{
    /// <summary>Stands for every tenant, when there were too many to name.</summary>
    public const int Any = (int)FleetSignals.Any;

    /// <summary>Audit entries of the tenant with this number were committed.</summary>
    public void Changed(int tenant) => signals.TenantChanged(tenant);

    /// <summary>Outbox rows of the tenant with this number were committed.</summary>
    public void OutboxFilled(int tenant) => signals.OutboxWaiting(tenant);

    /// <summary>Sessions of the tenant with this number ended, and that was committed.</summary>
    public void SessionsEnded(int tenant) => signals.SessionsEnded(tenant);

    /// <summary>Calls <paramref name="handler"/> with the tenant's number, or <see cref="Any"/>, after changes on this
    /// node or another, until disposed.</summary>
    public IDisposable OnChanged(Action<int> handler) => On(FleetSignal.Tenant, handler);

    /// <summary>As <see cref="OnChanged"/>, when connection or supply states changed.</summary>
    public IDisposable OnConnectionsChanged(Action<int> handler) => On(FleetSignal.Connections, handler);

    /// <summary>As <see cref="OnChanged"/>, when sessions ended.</summary>
    public IDisposable OnSessionsEnded(Action<int> handler) => On(FleetSignal.Sessions, handler);

    private IDisposable On(FleetSignal wanted, Action<int> handler) => signals.Subscribe((signal, tenant) =>
    {
        if (signal == wanted)
            handler((int)tenant);
    });
}
