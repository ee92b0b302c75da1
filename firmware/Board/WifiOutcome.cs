namespace Fachwerk.Firmware.Board;

/// <summary>What came of an attempt to join a Wi-Fi network.</summary>
public enum WifiOutcome
{
    /// <summary>It ended without a reason, or did not end in time; the runtime may go on trying by itself.</summary>
    Unclear = 0,

    /// <summary>Joined; an address may still be to come.</summary>
    Joined = 1,

    /// <summary>The password is refused.</summary>
    WrongPassword = 2,

    /// <summary>No network of that name is there.</summary>
    NotFound = 3
}
