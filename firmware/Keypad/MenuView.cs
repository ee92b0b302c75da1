namespace Fachwerk.Firmware.Keypad;

/// <summary>What the maintenance menu shows; each but the first has the number of its key.</summary>
internal enum MenuView
{
    /// <summary>The list of what can be done.</summary>
    Root = 0,

    /// <summary>Asks for a compartment to open.</summary>
    Door = 1,

    /// <summary>Opens one after the other and counts.</summary>
    Test = 2,

    /// <summary>Network and last contact.</summary>
    Network = 3,

    /// <summary>Version and number of the controller.</summary>
    Version = 4,

    /// <summary>What time it is.</summary>
    Clock = 5,

    /// <summary>Free and quarantined compartments.</summary>
    Free = 6
}
