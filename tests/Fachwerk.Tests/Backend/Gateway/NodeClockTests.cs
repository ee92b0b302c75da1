using Fachwerk.Backend.Gateway;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Tests.Simulator.Running;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Fachwerk.Tests.Backend.Gateway;

[Trait("Promise", "D-11")]
public sealed class NodeClockTests
{
    private static readonly TimeSpan Taken = TimeSpan.FromMilliseconds(800);

    private readonly ManualTime _time = new();
    private readonly NodeClock _clock;

    public NodeClockTests()
    {
        _clock = new NodeClock(_time, NullLogger<NodeClock>.Instance);
        _time.Advance(DateTimeOffset.FromUnixTimeSeconds(Limits.EarliestTime) - _time.GetUtcNow());
    }

    [Fact]
    public void Before_it_was_compared_it_tells_none() => Assert.Equal(0, _clock.UnixSeconds);

    [Theory]
    [InlineData(1.0, true)]
    [InlineData(1.1, false)]
    [InlineData(-1.8, true)]
    [InlineData(-1.9, false)]
    [InlineData(365 * 86_400.0, false)]
    [InlineData(-365 * 86_400.0, false)]
    public void It_tells_the_time_while_the_database_read_the_same_within_a_second(double ahead, bool isTold)
    {
        _clock.Compare(_time.GetUtcNow().AddSeconds(ahead), Taken);

        Assert.Equal(isTold ? _time.GetUtcNow().ToUnixTimeSeconds() : 0, _clock.UnixSeconds);
    }

    [Fact]
    public void It_tells_it_again_once_they_agree_again()
    {
        _clock.Compare(_time.GetUtcNow().AddHours(1), Taken);
        _clock.Compare(_time.GetUtcNow(), Taken);

        Assert.Equal(Limits.EarliestTime, _clock.UnixSeconds);
    }

    [Fact]
    public void A_time_from_before_the_release_is_not_told_though_both_say_it()
    {
        ManualTime early = new();
        NodeClock clock = new(early, NullLogger<NodeClock>.Instance);

        clock.Compare(early.GetUtcNow(), Taken);

        Assert.Equal(0, clock.UnixSeconds);
    }
}
