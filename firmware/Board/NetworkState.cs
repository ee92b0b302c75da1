namespace Fachwerk.Firmware.Board;

/// <summary>How it stands with the network that the controller is to be in; the maintenance menu says it.</summary>
public enum NetworkState
{
    /// <summary>Nothing to tell.</summary>
    Untold = 0,

    /// <summary>Wi-Fi is being joined.</summary>
    Joining = 1,

    /// <summary>Wi-Fi is joined.</summary>
    Joined = 2,

    /// <summary>Wi-Fi refuses the password.</summary>
    WrongPassword = 3,

    /// <summary>Wi-Fi of this name is not there, or no longer.</summary>
    NotFound = 4,

    /// <summary>The network gives no address.</summary>
    NoAddress = 5,

    /// <summary>Wi-Fi does not work, nobody knows why.</summary>
    Failed = 6,

    /// <summary>The configuration names no network that this board could join.</summary>
    NotSet = 7
}
