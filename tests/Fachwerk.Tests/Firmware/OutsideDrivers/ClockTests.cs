using System.Globalization;
using Fachwerk.Firmware.Chips;
using Xunit;
using Outside = Iot.Device.Rtc.Ds3231;

namespace Fachwerk.Tests.Firmware.OutsideDrivers;

/// <summary>
/// Our DS3231 and Iot.Device.Rtc's on one chip. The chip knows two digits of the year and a bit that changes when they
/// overflow (Maxim 19-5170, "Clock and Calendar"); which century a clear bit means is the program's own affair.
/// </summary>
public sealed class ClockTests : IDisposable
{
    private const int Month = 5;
    private const int Control = 0x0E;
    private const int Status = 0x0F;
    private const int Century = 0x80;
    private const int OscillatorStop = 0x80;

    private readonly OutsideRig _rig = new();
    private readonly Ds3231 _ours;
    private readonly Outside _theirs;

    public ClockTests()
    {
        _rig.Board.RealTimeClock.RunFrom(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        _ours = new Ds3231(_rig.Main);
        _theirs = new Outside(_rig.MainDevice(Ds3231.Address));
    }

    public void Dispose()
    {
        _theirs.Dispose();
        _rig.Dispose();
    }

    [Theory]
    [InlineData("2026-11-28T06:07:08Z")]
    [InlineData("2028-02-29T23:59:30Z")]
    [InlineData("2099-12-31T12:00:00Z")]
    public void Theirs_reads_the_time_that_ours_set_but_for_its_century(string time)
    {
        DateTimeOffset set = Parse(time);
        Assert.True(_ours.TrySet((uint)set.ToUnixTimeSeconds()));

        DateTime read = _theirs.RtcDateTime;

        Assert.Equal(set.DateTime, read.AddYears(100));
        Assert.Equal(0, Register(Month) & Century);
    }

    [Theory]
    [InlineData("2026-11-28T06:07:08Z")]
    [InlineData("2028-02-29T23:59:30Z")]
    [InlineData("2099-12-31T12:00:00Z")]
    public void Ours_reads_the_time_that_theirs_set_with_the_century_bit(string time)
    {
        DateTimeOffset set = Parse(time);
        _theirs.RtcDateTime = set.DateTime;

        Assert.True(_ours.TryRead(out uint seconds));

        Assert.Equal(set, DateTimeOffset.FromUnixTimeSeconds(seconds));
        Assert.Equal(Century, Register(Month) & Century);
    }

    [Fact]
    public void Ours_goes_on_from_the_time_that_theirs_set()
    {
        _theirs.RtcDateTime = new DateTime(2026, 12, 31, 23, 59, 50, DateTimeKind.Unspecified);
        _rig.Pass(60_500);

        Assert.True(_ours.TryRead(out uint seconds));

        Assert.Equal(Parse("2027-01-01T00:00:50Z"), DateTimeOffset.FromUnixTimeSeconds(seconds));
    }

    [Fact]
    public void Ours_clears_the_century_bit_that_theirs_set()
    {
        _theirs.RtcDateTime = new DateTime(2026, 11, 28, 6, 7, 8, DateTimeKind.Unspecified);

        Assert.True(_ours.TrySet((uint)Parse("2026-11-28T06:07:09Z").ToUnixTimeSeconds()));

        Assert.Equal(0, Register(Month) & Century);
    }

    [Fact]
    public void Ours_knows_no_time_that_theirs_set_over_the_oscillator_flag()
    {
        _rig.Board.RealTimeClock.DrainCell();
        _theirs.RtcDateTime = new DateTime(2026, 11, 28, 6, 7, 8, DateTimeKind.Unspecified);

        Assert.True(_ours.TryRead(out uint seconds));

        Assert.Equal(0u, seconds);
        Assert.Equal(OscillatorStop, Register(Status) & OscillatorStop);
    }

    [Fact]
    public void Ours_clears_the_oscillator_flag_with_the_time_and_theirs_reads_it()
    {
        DateTimeOffset now = Parse("2026-11-28T06:07:08Z");
        _rig.Board.RealTimeClock.DrainCell();

        Assert.True(_ours.TrySet((uint)now.ToUnixTimeSeconds()));

        Assert.Equal(now.DateTime, _theirs.RtcDateTime.AddYears(100));
        Assert.Equal(0, Register(Status) & OscillatorStop);
    }

    [Fact]
    public void Theirs_leaves_the_oscillator_flag_alone_with_the_alarms()
    {
        _rig.Board.RealTimeClock.DrainCell();

        _theirs.ResetAlarmTriggeredStates();

        Assert.Equal(OscillatorStop, Register(Status) & OscillatorStop);
    }

    [Theory]
    [InlineData(21.0)]
    [InlineData(48.75)]
    public void Theirs_and_ours_read_the_same_temperature(double celsius)
    {
        _rig.Board.RealTimeClock.Celsius = celsius;

        Assert.True(_ours.TryRead(out _));

        Assert.Equal((int)celsius, _ours.Celsius);
        Assert.Equal(celsius, _theirs.Temperature.DegreesCelsius, 0.01);
    }

    [Fact]
    public void Ours_notices_that_theirs_set_an_alarm_and_puts_the_control_register_right()
    {
        _theirs.EnabledAlarm = Iot.Device.Rtc.Ds3231Alarm.AlarmOne;
        Assert.True(_ours.TryRead(out _));
        bool isNoticed = !_ours.IsSetUp;

        Assert.True(_ours.TrySetUp());

        Assert.True(isNoticed);
        Assert.Equal(0x1C, Register(Control));
        Assert.Equal(Iot.Device.Rtc.Ds3231Alarm.None, _theirs.EnabledAlarm);
    }

    private int Register(byte register)
    {
        byte[] read = new byte[1];
        _rig.MainDevice(Ds3231.Address).WriteRead([register], read);
        return read[0];
    }

    private static DateTimeOffset Parse(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
}
