using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Storage;

/// <summary>One event as the journal keeps it. Reused: reading fills it anew.</summary>
public sealed class JournalEntry
{
    /// <summary>Event number, from 1.</summary>
    public uint Number { get; set; }

    /// <summary>Unix seconds; 0 = the clock was not to be trusted.</summary>
    public uint Time { get; set; }

    /// <summary>What happened.</summary>
    public EventKind Kind { get; set; }

    /// <summary>1 to 64; 0 = none.</summary>
    public int Compartment { get; set; }

    /// <summary>First detail, as <see cref="EventKind"/> lists them.</summary>
    public uint Detail1 { get; set; }

    /// <summary>Second detail.</summary>
    public uint Detail2 { get; set; }
}
