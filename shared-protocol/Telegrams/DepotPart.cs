namespace Fachwerk.Protocol.Telegrams;

/// <summary>The parts that can fail and recover: registry "Parts" of SPEC.md.</summary>
public enum DepotPart
{
    /// <summary>The clock chip.</summary>
    Clock = 1,

    /// <summary>The FRAM that holds the synced table.</summary>
    Table = 2,

    /// <summary>The display.</summary>
    Display = 3,

    /// <summary>The keypad: a key is held down for minutes, or the expander it is on fails.</summary>
    Keypad = 4,

    /// <summary>The sensor of supply voltage and coil current.</summary>
    SupplySensor = 5,

    /// <summary>The FRAM that holds identity and journal.</summary>
    Journal = 6,

    /// <summary>The first expander; the others follow, up to 23.</summary>
    FirstExpander = 16
}
