namespace Fachwerk.Backend.Depots;

/// <summary>How a door stands, as far as the depot's switch tells.</summary>
public enum DoorState
{
    /// <summary>Nothing was heard of it yet.</summary>
    Unknown = 0,

    /// <summary>Open.</summary>
    Open = 1,

    /// <summary>Closed.</summary>
    Closed = 2
}
