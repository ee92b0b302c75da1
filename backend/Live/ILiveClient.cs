namespace Fachwerk.Backend.Live;

/// <summary>What the hub tells its clients. README.md beside this file documents the messages for others.</summary>
public interface ILiveClient
{
    /// <summary>Something of a watched depot changed.</summary>
    Task DepotChanged(DepotChange change);

    /// <summary>Something of some depots changed; to those who watch the fleet.</summary>
    Task FleetChanged(FleetChange change);

    /// <summary>A depot's connection or supply changed; to those who watch it or the fleet.</summary>
    Task ConnectionChanged(ConnectionMessage connection);
}
