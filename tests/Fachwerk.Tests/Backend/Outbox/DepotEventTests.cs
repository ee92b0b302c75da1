using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Outbox;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Backend.Outbox;

[Trait("Promise", "D-11")]
public sealed class DepotEventTests
{
    private static readonly DateTimeOffset Received = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-86_400)]
    [InlineData(0)]
    [InlineData(600)]
    public void An_event_is_dated_by_its_depot(int seconds)
    {
        DepotEvent happened = At(Received.AddSeconds(seconds));

        Assert.Equal(Received.AddSeconds(seconds), happened.HappenedAt);
        Assert.DoesNotContain("clock", EventDetail.Of(happened).Keys);
    }

    [Theory]
    [InlineData(601)]
    [InlineData(53 * 365 * 86_400L)]
    public void One_dated_after_it_was_received_is_of_a_wrong_clock_and_dated_when_it_was_received(long seconds)
    {
        DepotEvent happened = At(Received.AddSeconds(seconds));

        Assert.Equal(Received, happened.HappenedAt);
        Assert.Equal("ahead", EventDetail.Of(happened)["clock"]);
        Assert.Equal(Received.AddSeconds(seconds).ToUnixTimeSeconds(), EventDetail.Of(happened)["dated"]);
    }

    [Fact]
    public void One_without_a_date_is_dated_when_it_was_received()
    {
        DepotEvent happened = At(null);

        Assert.Equal(Received, happened.HappenedAt);
        Assert.Equal("unknown", EventDetail.Of(happened)["clock"]);
    }

    private static DepotEvent At(DateTimeOffset? time) => new(
        new DepotId(Guid.Empty), 1001, 1, DepotEventSource.Journal, 1, (int)EventKind.DoorOpened, 7, time, [],
        Received);
}
