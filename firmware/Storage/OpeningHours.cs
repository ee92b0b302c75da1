using Fachwerk.Protocol.Bytes;

namespace Fachwerk.Firmware.Storage;

/// <summary>
/// When a site is open, on its own clock. Days that are named have their own hours; without any hours a site is always
/// open. Windows are half-open; one over midnight is two.
/// <code>
/// hours         weekdays[1] (bit 0 = Monday)  from[2]  to[2]      minutes of the day, 0 to 1,440; up to 18
/// special days  date[2] (days since 1970)     from[2]  to[2]      from = to: closed; up to 15
/// </code>
/// </summary>
public sealed class OpeningHours
{
    private const int HoursBytes = 5;
    private const int SpecialBytes = 6;
    private const uint DaySeconds = 86400;

    // 1 January 1970 was a Thursday.
    private const uint FirstWeekday = 3;

    private readonly byte[] _hours = new byte[TableHalf.SettingBytesMax];
    private readonly byte[] _special = new byte[TableHalf.SettingBytesMax];
    private int _hoursCount;
    private int _specialCount;

    /// <summary>Takes all hours back: always open.</summary>
    public void Clear()
    {
        _hoursCount = 0;
        _specialCount = 0;
    }

    /// <summary>Takes the hours of the week; what is no whole number of entries is not taken.</summary>
    public void TakeHours(byte[] bytes, int offset, int count)
    {
        if (count % HoursBytes == 0)
        {
            System.Array.Copy(bytes, offset, _hours, 0, count);
            _hoursCount = count;
        }
    }

    /// <summary>Takes the special days.</summary>
    public void TakeSpecialDays(byte[] bytes, int offset, int count)
    {
        if (count % SpecialBytes == 0)
        {
            System.Array.Copy(bytes, offset, _special, 0, count);
            _specialCount = count;
        }
    }

    /// <summary>True when the site is open.</summary>
    /// <param name="localSeconds">Seconds since 1970 on the local clock.</param>
    public bool IsOpen(uint localSeconds)
    {
        uint day = localSeconds / DaySeconds;
        int minute = (int)(localSeconds % DaySeconds / 60);
        bool isSpecial = false;
        for (int at = 0; at < _specialCount; at += SpecialBytes)
        {
            bool isToday = BigEndian.ReadUInt16(_special, at) == day;
            if (isToday && IsWithin(_special, at + 2, minute))
            {
                return true;
            }
            isSpecial |= isToday;
        }
        if (isSpecial || _hoursCount == 0)
        {
            return !isSpecial;
        }
        int weekday = 1 << (int)((day + FirstWeekday) % 7);
        for (int at = 0; at < _hoursCount; at += HoursBytes)
        {
            if ((_hours[at] & weekday) != 0 && IsWithin(_hours, at + 1, minute))
            {
                return true;
            }
        }
        return false;
    }

    private static bool IsWithin(byte[] bytes, int at, int minute) =>
        minute >= BigEndian.ReadUInt16(bytes, at) && minute < BigEndian.ReadUInt16(bytes, at + 2);
}
