namespace Fachwerk.Protocol.Telegrams;

/// <summary>The limits of the telegrams.</summary>
public static class Limits
{
    /// <summary>Compartments are 1 to this, everywhere on the wire.</summary>
    public const int CompartmentMax = 64;

    /// <summary>Bytes of a bit string of compartments.</summary>
    public const int CompartmentBytes = CompartmentMax / 8;

    /// <summary>Events in one telegram: the most whose count fits the array's first byte.</summary>
    public const int EventsMax = 23;

    /// <summary>Detail items of an event or order that a reader looks at.</summary>
    public const int DetailsMax = 4;

    /// <summary>Bytes of a table answer over all its blocks.</summary>
    public const int TableBodyMax = 32 * 1024;

    /// <summary>Bytes of one table record.</summary>
    public const int RecordMax = 256;

    /// <summary>Bytes of a block of table or image.</summary>
    public const int BlockLength = 1024;

    /// <summary>Seconds between check-ins that a gateway may ask for.</summary>
    public const int NextCheckInSecondsMax = 86_400;

    /// <summary>Seconds for which a gateway may tell a depot to keep its events.</summary>
    public const int WaitSecondsMax = 3_600;

    /// <summary>Highest partial IV of a controller's request: 3 bytes.</summary>
    public const int ControllerPartialIvMax = (1 << 24) - 1;

    /// <summary>Highest partial IV of a gateway's request: one less than 4 bytes hold, so that one more fits.</summary>
    public const long GatewayPartialIvMax = (1L << 32) - 2;

    /// <summary>
    /// Unix seconds before which no time is told or taken: 1 November 2026. Raised with each release, to a day before.
    /// </summary>
    public const uint EarliestTime = 1793491200;

    /// <summary>Highest key epoch.</summary>
    public const int EpochMax = 255;
}
