using System.Buffers.Binary;
using Fachwerk.Protocol.Telegrams;
using NodaTime;

namespace Fachwerk.Backend.Depots;

/// <summary>
/// What a depot is told about itself: a function of its site, itself, the rules of its time zone and the year.
/// </summary>
internal static class DepotSettings
{
    /// <summary>Changes of the clocks that a depot is told of; in a zone with two a year those of four years.</summary>
    public const int OffsetChangesMax = 8;

    private const int OffsetBytes = 2;
    private const int ChangeBytes = 6;
    private static readonly Duration ChangesSoughtWithin = Duration.FromDays(5 * 366);

    /// <param name="zone">That of its site.</param>
    /// <param name="bootSpreadSeconds">Up to 600; null leaves it to the depot.</param>
    /// <param name="now">Only the year counts.</param>
    public static SortedDictionary<SettingKey, byte[]> Of(
        DateTimeZone zone, int? bootSpreadSeconds, DateTimeOffset now)
    {
        SortedDictionary<SettingKey, byte[]> settings = new()
        {
            [SettingKey.Languages] = "deen"u8.ToArray(),
            [SettingKey.UtcOffset] = UtcOffset(zone, now)
        };
        if (bootSpreadSeconds is { } spread)
        {
            var value = settings[SettingKey.BootSpread] = new byte[2];
            BinaryPrimitives.WriteUInt16BigEndian(value, (ushort)spread);
        }

        return settings;
    }

    /// <summary>All settings in one, to be compared: key[1] length[1] value, by key.</summary>
    public static byte[] Joined(SortedDictionary<SettingKey, byte[]> settings) =>
        [.. settings.SelectMany(one => (byte[])[(byte)one.Key, (byte)one.Value.Length, .. one.Value])];

    /// <summary>The keys of <see cref="Joined"/> settings.</summary>
    public static IEnumerable<SettingKey> KeysOf(byte[] joined)
    {
        for (var at = 0; at + 1 < joined.Length; at += 2 + joined[at + 1])
            yield return (SettingKey)joined[at];
    }

    // Minutes at the beginning of the year[2]; of each change since: Unix seconds[4], minutes from then on[2]. So all
    // depots of a zone are told the same for a year, and each knows the changes of the next ones.
    internal static byte[] UtcOffset(DateTimeZone zone, DateTimeOffset now)
    {
        var begin = Instant.FromUtc(now.UtcDateTime.Year, 1, 1, 0, 0);
        var interval = zone.GetZoneInterval(begin);
        var minutes = MinutesOf(interval.WallOffset);
        var value = new byte[OffsetBytes + OffsetChangesMax * ChangeBytes];
        BinaryPrimitives.WriteInt16BigEndian(value, minutes);
        var count = OffsetBytes;
        while (count < value.Length && interval.HasEnd && interval.End < begin + ChangesSoughtWithin)
        {
            var change = interval.End;
            interval = zone.GetZoneInterval(change);
            // The name of the time may change without the clocks.
            if (MinutesOf(interval.WallOffset) == minutes)
                continue;
            minutes = MinutesOf(interval.WallOffset);
            BinaryPrimitives.WriteUInt32BigEndian(value.AsSpan(count), (uint)change.ToUnixTimeSeconds());
            BinaryPrimitives.WriteInt16BigEndian(value.AsSpan(count + 4), minutes);
            count += ChangeBytes;
        }

        return value[..count];
    }

    private static short MinutesOf(Offset offset) => (short)(offset.Seconds / 60);
}
