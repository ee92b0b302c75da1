using Fachwerk.Backend.Database;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace Fachwerk.Backend.Live;

/// <summary>
/// The live hub at <c>/{tenant}/live</c>. A client watches what it shows and gets a snapshot back; from then on it gets
/// the numbered changes. README.md beside this file documents it for others.
/// </summary>
[Authorize]
public sealed class LiveHub(
    LiveAudience audience, LiveSessions sessions, TenantContext tenant, TenantSignals signals,
    IServiceProvider services) : Hub<ILiveClient>
{
    private const string GermanLanguage = "de";
    private const string EnglishLanguage = "en";

    /// <summary>Watches one depot; the same call again draws a new snapshot.</summary>
    /// <returns>The depot, or null when the tenant has no such depot.</returns>
    public async Task<DepotSnapshot?> WatchDepot(Guid depot, string language)
    {
        var topic = await JoinAsync(new DepotId(depot), language);
        var snapshot = await View().DepotAsync(new DepotId(depot), topic.Language, Context.ConnectionAborted);
        if (snapshot is not null)
            Follow(snapshot.Number);
        return snapshot;
    }

    /// <summary>Watches all depots of the tenant; the same call again draws a new snapshot.</summary>
    public async Task<FleetSnapshot> WatchFleet(string language)
    {
        var topic = await JoinAsync(null, language);
        var snapshot = await View().FleetAsync(topic.Language, Context.ConnectionAborted);
        Follow(snapshot.Number);
        return snapshot;
    }

    /// <inheritdoc/>
    public override Task OnConnectedAsync()
    {
        if (!sessions.Add(LiveTenant.Of(Context), Session, Context.ConnectionId, Context.Abort))
            Context.Abort();
        return base.OnConnectedAsync();
    }

    /// <inheritdoc/>
    public override Task OnDisconnectedAsync(Exception? exception)
    {
        sessions.Remove(LiveTenant.Of(Context), Session, Context.ConnectionId);
        audience.Remove(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }

    private string Session => Context.User?.FindFirst(LiveSessions.Claim)?.Value ??
        throw new HubException("No session.");

    // The view draws from the tenant's database, so it is made only once the scope has entered the tenant.
    private ILiveView View()
    {
        tenant.Enter(LiveTenant.Of(Context));
        return services.GetRequiredService<ILiveView>();
    }

    // What was committed since the snapshot may have been signalled before anyone followed: look once more.
    private void Follow(long number)
    {
        audience.Begin(tenant.Number, number);
        signals.Changed(tenant.Number);
    }

    // Before the snapshot: what changes between the two arrives twice rather than never, and numbers sort it out.
    private async Task<LiveTopic> JoinAsync(DepotId? depot, string language)
    {
        var watched = LiveTenant.Of(Context);
        var topic = new LiveTopic(
            watched.Number, depot, language == GermanLanguage ? GermanLanguage : EnglishLanguage);
        if (!audience.Add(Context.ConnectionId, watched, topic))
            throw new HubException("This connection watches too much already.");
        await Groups.AddToGroupAsync(Context.ConnectionId, topic.Group, Context.ConnectionAborted);
        return topic;
    }
}
