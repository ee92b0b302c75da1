namespace Fachwerk.Protocol.Telegrams;

/// <summary>
/// The settings a depot is told: registry "Setting keys" of SPEC.md. Values are big-endian; text is UTF-8.
/// </summary>
public enum SettingKey
{
    /// <summary>Languages in the order shown, two ASCII letters each, at most two.</summary>
    Languages = 1,

    /// <summary>The hotline's number as shown, at most 20 characters.</summary>
    Hotline = 2,

    /// <summary>
    /// UTC offset: minutes[2], then up to 8 changes in order: Unix seconds[4], minutes from then on[2].
    /// </summary>
    UtcOffset = 3,

    /// <summary>Seconds until an entry is dropped[1], 3 to 60.</summary>
    EntryTimeout = 4,

    /// <summary>Seconds over which check-ins are spread after boot[2], 0 to 600.</summary>
    BootSpread = 5,

    /// <summary>Gateway addresses, "host:port" separated by commas, at most four.</summary>
    Gateways = 6,

    /// <summary>Pulse length in ms[2], 50 to 700.</summary>
    PulseLength = 7,

    /// <summary>Door left open: seconds to the hint[2], seconds to the alarm[2].</summary>
    DoorLeftOpen = 8,

    /// <summary>
    /// Opening hours: up to 18 of weekdays[1] (bit 0 = Monday), from[2], to[2] in local minutes of the day, 0 to 1,440.
    /// None = always open.
    /// </summary>
    OpeningHours = 9,

    /// <summary>
    /// Days with other hours: up to 15 of local date in days since 1970[2], from[2], to[2]; from = to: closed.
    /// </summary>
    SpecialDays = 10,

    /// <summary>Lengths that codes have[1]: bit 0 = 8 digits, bit 1 = 9, bit 2 = 10 (offline codes).</summary>
    CodeLengths = 11
}
