namespace Fachwerk.Firmware.Chips;

/// <summary>Unix seconds as a date and back, proleptic Gregorian, 1970 to 2106.</summary>
public sealed class CalendarTime
{
    private const uint SecondsPerDay = 86400;
    private const int DaysPer400Years = 146097;

    // Days from 0000-03-01 to 1970-01-01: years are counted from March, so that leap days come last.
    private const int EpochShiftDays = 719468;

    /// <summary>Year, four digits.</summary>
    public int Year { get; private set; }

    /// <summary>1 to 12.</summary>
    public int Month { get; private set; }

    /// <summary>1 to 31.</summary>
    public int Day { get; private set; }

    /// <summary>1 = Monday to 7 = Sunday.</summary>
    public int DayOfWeek { get; private set; }

    /// <summary>0 to 23.</summary>
    public int Hour { get; private set; }

    /// <summary>0 to 59.</summary>
    public int Minute { get; private set; }

    /// <summary>0 to 59.</summary>
    public int Second { get; private set; }

    /// <summary>Seconds since 1970-01-01 UTC of a date.</summary>
    public static uint ToUnix(int year, int month, int day, int hour, int minute, int second)
    {
        int marchYear = month > 2 ? year : year - 1;
        int marchMonth = month > 2 ? month - 3 : month + 9;
        int dayOfYear = (153 * marchMonth + 2) / 5 + day - 1;
        int days = marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - EpochShiftDays;
        return (uint)days * SecondsPerDay + (uint)(hour * 3600 + minute * 60 + second);
    }

    /// <summary>Takes the date of <paramref name="unixSeconds"/>.</summary>
    public void Set(uint unixSeconds)
    {
        int days = (int)(unixSeconds / SecondsPerDay);
        int rest = (int)(unixSeconds % SecondsPerDay);
        Hour = rest / 3600;
        Minute = rest / 60 % 60;
        Second = rest % 60;
        DayOfWeek = (days + 3) % 7 + 1;
        int shifted = days + EpochShiftDays;
        int era = shifted / DaysPer400Years;
        int dayOfEra = shifted % DaysPer400Years;
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int marchMonth = (5 * dayOfYear + 2) / 153;
        Day = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
        Month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        Year = yearOfEra + era * 400 + (Month <= 2 ? 1 : 0);
    }
}
