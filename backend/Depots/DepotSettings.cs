using System.Buffers.Binary;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Depots;

/// <summary>What a depot is told about itself.</summary>
internal static class DepotSettings
{
    private static readonly TimeSpan ChangeSoughtWithin = TimeSpan.FromDays(400);

    /// <param name="bootSpread">Whole seconds up to 600; null leaves it to the depot.</param>
    public static Dictionary<SettingKey, byte[]> Of(Site site, TimeSpan? bootSpread, DateTimeOffset now)
    {
        Dictionary<SettingKey, byte[]> settings = new()
        {
            [SettingKey.Languages] = "deen"u8.ToArray(),
            [SettingKey.UtcOffset] = UtcOffset(TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone), now)
        };
        if (bootSpread is { } spread)
        {
            var value = settings[SettingKey.BootSpread] = new byte[2];
            BinaryPrimitives.WriteUInt16BigEndian(value, (ushort)spread.TotalSeconds);
        }

        return settings;
    }

    // Minutes now[2], Unix seconds of the next change[4], minutes after it[2]; no change in sight: 0 and the same.
    internal static byte[] UtcOffset(TimeZoneInfo zone, DateTimeOffset now)
    {
        var present = zone.GetUtcOffset(now);
        var change = NextChange(zone, now, present);
        var value = new byte[8];
        BinaryPrimitives.WriteInt16BigEndian(value, (short)present.TotalMinutes);
        BinaryPrimitives.WriteUInt32BigEndian(value.AsSpan(2), (uint)(change?.ToUnixTimeSeconds() ?? 0));
        BinaryPrimitives.WriteInt16BigEndian(
            value.AsSpan(6), (short)(change is null ? present : zone.GetUtcOffset(change.Value)).TotalMinutes);
        return value;
    }

    // Day by day to the first other offset, then halving down to the second.
    private static DateTimeOffset? NextChange(TimeZoneInfo zone, DateTimeOffset now, TimeSpan present)
    {
        for (var day = 1; day <= ChangeSoughtWithin.TotalDays; day++)
        {
            if (zone.GetUtcOffset(now.AddDays(day)) == present)
                continue;
            var before = now.AddDays(day - 1).ToUnixTimeSeconds();
            var after = now.AddDays(day).ToUnixTimeSeconds();
            while (after - before > 1)
            {
                var middle = (before + after) / 2;
                if (zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(middle)) == present)
                    before = middle;
                else
                    after = middle;
            }

            return DateTimeOffset.FromUnixTimeSeconds(after);
        }

        return null;
    }
}
