using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Protocol.Telegrams;

/// <summary>Bodies written out by hand from the tables of SPEC.md and RFC 8949 §3.</summary>
public sealed class TelegramBodyTests
{
    private const string CheckInBody =
        "8a 191083 19012c 1a6b49d200 1a00011170 1a00011171 4440000000 192f44 24 02 19012c";

    private readonly byte[] _buffer = new byte[256];

    [Fact]
    public void Writes_a_check_in()
    {
        Assert.Equal(Plain(CheckInBody), Hex.Text(_buffer, 0, SampleCheckIn().Write(_buffer, 0, _buffer.Length)));
    }

    [Fact]
    public void Writes_unknown_doors_only_when_there_are_any()
    {
        CheckIn checkIn = SampleCheckIn();
        checkIn.UnknownDoors.Clear(32);
        checkIn.UnknownDoors.Set(9, true);

        int count = checkIn.Write(_buffer, 0, _buffer.Length);

        Assert.Equal("8b" + Plain(CheckInBody)[2..] + "4400010000", Hex.Text(_buffer, 0, count));
    }

    [Fact]
    public void Reads_a_check_in()
    {
        byte[] body = Hex.Bytes("8b" + CheckInBody[2..] + "4400010000");
        var checkIn = new CheckIn();

        Assert.True(checkIn.TryRead(body, 0, body.Length));
        Assert.Equal(AppVersion.Encode(1, 2, 3), checkIn.AppVersion);
        Assert.Equal(300u, checkIn.TableVersion);
        Assert.Equal(1_800_000_000, checkIn.Time);
        Assert.Equal(70_000u, checkIn.LastEvent);
        Assert.Equal(70_001u, checkIn.OldestUnacked);
        Assert.Equal(4, checkIn.OpenDoors.Count);
        Assert.True(checkIn.OpenDoors.IsSet(7));
        Assert.Equal(12_100, checkIn.SupplyMillivolts);
        Assert.Equal(-5, checkIn.Celsius);
        Assert.Equal((int)CheckInFlags.Booted, checkIn.Flags);
        Assert.Equal(300u, checkIn.LastOrder);
        Assert.True(checkIn.UnknownDoors.IsSet(9) && !checkIn.UnknownDoors.IsSet(10));
    }

    [Fact]
    public void Reads_what_later_versions_append()
    {
        byte[] body = Hex.Bytes("8c" + CheckInBody[2..] + "40 a16178f97e00");

        Assert.True(new CheckIn().TryRead(body, 0, body.Length));
    }

    // One item less; a time beyond 32 bits; doors beyond 64; 128 degrees; an item cut short; bytes behind the end.
    [Theory]
    [InlineData("89 191083 19012c 1a6b49d200 1a00011170 1a00011171 4440000000 192f44 24 02")]
    [InlineData("8a 191083 19012c 1b0000000100000000 1a00011170 1a00011171 4440000000 192f44 24 02 19012c")]
    [InlineData("8a 191083 19012c 1a6b49d200 1a00011170 1a00011171 49400000000000000000 192f44 24 02 19012c")]
    [InlineData("8a 191083 19012c 1a6b49d200 1a00011170 1a00011171 4440000000 192f44 1880 02 19012c")]
    [InlineData("8a 191083 19012c 1a6b49d200 1a00011170 1a00011171 4440000000 192f44 24 02 1901")]
    [InlineData("8a 191083 19012c 1a6b49d200 1a00011170 1a00011171 4440000000 192f44 24 02 19012c 00")]
    public void Refuses_what_is_no_check_in(string hex)
    {
        byte[] body = Hex.Bytes(hex);

        Assert.False(new CheckIn().TryRead(body, 0, body.Length));
    }

    [Fact]
    public void Writes_and_reads_a_check_in_answer()
    {
        var answer = new CheckInAnswer
        {
            Time = 1_800_000_000, TableVersion = 300, AckedEvent = 70_000, NextCheckInSeconds = 60, MinimumEpoch = 1
        };
        var read = new CheckInAnswer();

        int count = answer.Write(_buffer, 0, _buffer.Length);

        Assert.Equal(Plain("85 1a6b49d200 19012c 1a00011170 183c 01"), Hex.Text(_buffer, 0, count));
        Assert.True(read.TryRead(_buffer, 0, count));
        Assert.Equal(1_800_000_000, read.Time);
        Assert.Equal(300u, read.TableVersion);
        Assert.Equal(70_000u, read.AckedEvent);
        Assert.Equal(60, read.NextCheckInSeconds);
        Assert.Equal(1, read.MinimumEpoch);
    }

    [Fact]
    public void Writes_and_reads_an_events_answer()
    {
        var read = new EventsAnswer();

        int count = new EventsAnswer { AckedEvent = 70_000 }.Write(_buffer, 0, _buffer.Length);

        Assert.Equal("811a00011170", Hex.Text(_buffer, 0, count));
        Assert.True(read.TryRead(_buffer, 0, count));
        Assert.Equal(70_000u, read.AckedEvent);
    }

    [Fact]
    public void Writes_and_reads_an_events_answer_that_asks_to_wait()
    {
        var read = new EventsAnswer();

        int count = new EventsAnswer { AckedEvent = 70_000, WaitSeconds = 60 }.Write(_buffer, 0, _buffer.Length);

        Assert.Equal("821a00011170183c", Hex.Text(_buffer, 0, count));
        Assert.True(read.TryRead(_buffer, 0, count));
        Assert.Equal((70_000u, 60), (read.AckedEvent, read.WaitSeconds));
    }

    [Theory]
    [InlineData("81 05", true, 0)]
    [InlineData("82 05 190e10", true, 3_600)]
    [InlineData("82 05 190e11", false, 0)]
    [InlineData("82 05 20", false, 0)]
    [InlineData("84 05 183c 01 f6", true, 60)]
    public void A_time_to_wait_is_bounded_and_what_follows_it_skipped(string hex, bool isRead, int seconds)
    {
        byte[] body = Hex.Bytes(hex);
        var answer = new EventsAnswer();

        Assert.Equal(isRead, answer.TryRead(body, 0, body.Length));
        Assert.Equal(seconds, answer.WaitSeconds);
    }

    [Fact]
    public void Writes_and_reads_an_order()
    {
        var order = new OrderTelegram { OrderId = 300, Kind = 1, Compartment = 7, NotAfter = 1_800_000_030 };
        var read = new OrderTelegram();

        int count = order.Write(_buffer, 0, _buffer.Length);

        Assert.Equal(Plain("84 19012c 01 07 1a6b49d21e"), Hex.Text(_buffer, 0, count));
        Assert.True(read.TryRead(_buffer, 0, count));
        Assert.Equal(300u, read.OrderId);
        Assert.Equal(1, read.Kind);
        Assert.Equal(7, read.Compartment);
        Assert.Equal(1_800_000_030, read.NotAfter);
    }

    [Theory]
    [InlineData("84 00 01 07 1a6b49d21e")]
    [InlineData("84 01 01 1841 1a6b49d21e")]
    [InlineData("83 01 01 07")]
    public void Refuses_what_is_no_order(string hex)
    {
        byte[] body = Hex.Bytes(hex);

        Assert.False(new OrderTelegram().TryRead(body, 0, body.Length));
    }

    [Fact]
    public void Writes_and_reads_an_order_answer()
    {
        var read = new OrderAnswer();

        int count = new OrderAnswer { OrderId = 300, Outcome = 2, Event = 70_000 }.Write(_buffer, 0, _buffer.Length);

        Assert.Equal("8319012c021a00011170", Hex.Text(_buffer, 0, count));
        Assert.True(read.TryRead(_buffer, 0, count));
        Assert.Equal(300u, read.OrderId);
        Assert.Equal(2, read.Outcome);
        Assert.Equal(70_000u, read.Event);
    }

    [Fact]
    public void Writes_nothing_that_does_not_fit()
    {
        CheckIn checkIn = SampleCheckIn();
        int count = checkIn.Write(_buffer, 0, _buffer.Length);

        Assert.Equal(0, checkIn.Write(_buffer, 0, count - 1));
        Assert.Equal(0, new CheckInAnswer().Write(_buffer, 0, 5));
        Assert.Equal(0, new EventsAnswer().Write(_buffer, 0, 1));
        Assert.Equal(0, new OrderTelegram().Write(_buffer, 0, 4));
        Assert.Equal(0, new OrderAnswer().Write(_buffer, 0, 3));
    }

    [Fact]
    public void A_truncated_body_is_no_body()
    {
        int count = SampleCheckIn().Write(_buffer, 0, _buffer.Length);

        for (int length = 0; length < count; length++) Assert.False(new CheckIn().TryRead(_buffer, 0, length));
    }

    [Theory]
    [InlineData("1.2.3", true, 0x1083u)]
    [InlineData("1", true, 0x1000u)]
    [InlineData("15.63.63", true, 0xFFFFu)]
    [InlineData("0.64.0", false, 0u)]
    [InlineData("1.2.3.4", false, 0u)]
    [InlineData("1..2", false, 0u)]
    [InlineData("1.", false, 0u)]
    [InlineData("v1", false, 0u)]
    [InlineData("", false, 0u)]
    public void Reads_application_versions(string text, bool isVersion, uint expected)
    {
        Assert.Equal(isVersion, AppVersion.TryParse(text, out uint version));
        Assert.True(!isVersion || version == expected);
        Assert.True(
            !isVersion
            || version == AppVersion.Encode(
                AppVersion.Major(version), AppVersion.Minor(version), AppVersion.Patch(version)));
    }

    [Fact]
    public void Details_are_read_up_to_the_first_that_is_no_integer()
    {
        Assert.Equal([4711L, -2L], EventDetails.Read(Hex.Bytes("83 191267 21 6161")));
        Assert.Equal([0L, 0L, 0L, 0L], EventDetails.Read(Hex.Bytes("85 00 00 00 00 00")));
        Assert.Empty(EventDetails.Read(Hex.Bytes("80")));
        Assert.Empty(EventDetails.Read(Hex.Bytes("01")));
        Assert.Empty(EventDetails.Read([]));
    }

    private static CheckIn SampleCheckIn()
    {
        var checkIn = new CheckIn
        {
            AppVersion = AppVersion.Encode(1, 2, 3),
            TableVersion = 300,
            Time = 1_800_000_000,
            LastEvent = 70_000,
            OldestUnacked = 70_001,
            SupplyMillivolts = 12_100,
            Celsius = -5,
            Flags = (int)CheckInFlags.Booted,
            LastOrder = 300
        };
        checkIn.OpenDoors.Clear(32);
        checkIn.OpenDoors.Set(7, true);
        return checkIn;
    }

    private static string Plain(string hex) => hex.Replace(" ", "", StringComparison.Ordinal);
}
