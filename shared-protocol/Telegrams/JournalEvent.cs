namespace Fachwerk.Protocol.Telegrams;

/// <summary>
/// One event as it travels: <c>[time, kind, compartment, detail…]</c>. All details of today's kinds are integers
/// (registry "Event kinds" of SPEC.md). Reusable.
/// </summary>
public sealed class JournalEvent
{
    /// <summary>The event's number; only grows, from 1.</summary>
    public uint Number { get; set; }

    /// <summary>Unix seconds, UTC; 0 = the depot did not know. At most 2^32 - 1.</summary>
    public long Time { get; set; }

    /// <summary>An <see cref="EventKind"/>, or a number of a later version.</summary>
    public int Kind { get; set; }

    /// <summary>1 to 64; 0 = the depot as a whole.</summary>
    public int Compartment { get; set; }

    /// <summary>The details; only the first <see cref="DetailCount"/> count.</summary>
    public long[] Details { get; } = new long[Limits.DetailsMax];

    /// <summary>Details written, or read as integers; a reader stops at one that is something else.</summary>
    public int DetailCount { get; set; }

    /// <summary>Where the encoded detail items start in the buffer that was read.</summary>
    public int RawOffset { get; internal set; }

    /// <summary>Bytes of the encoded detail items.</summary>
    public int RawCount { get; internal set; }

    /// <summary>Detail items there are, also those of a later version.</summary>
    public int RawItems { get; internal set; }
}
