using Fachwerk.Backend.Depots;
using Xunit;

namespace Fachwerk.Tests.Backend.Depots;

public sealed class ConnectionRulesTests
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset Now = new(2030, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [Trait("Promise", "L-05")]
    [InlineData(0, ConnectionState.Online)]
    [InlineData(90, ConnectionState.Online)]
    [InlineData(91, ConnectionState.Late)]
    [InlineData(180, ConnectionState.Late)]
    [InlineData(181, ConnectionState.Offline)]
    public void Late_after_90_seconds_and_offline_after_3_minutes(int silentSeconds, ConnectionState expected) =>
        Assert.Equal(expected, ConnectionRules.StateOf(Now.AddSeconds(-silentSeconds), Usual, Now));

    // A gateway under load asks for more; the slowest of those asked for 180 s calls after 198 s.
    [Theory]
    [Trait("Promise", "L-05")]
    [InlineData(180, 198, ConnectionState.Online)]
    [InlineData(180, 271, ConnectionState.Late)]
    [InlineData(180, 541, ConnectionState.Offline)]
    [InlineData(25, 90, ConnectionState.Online)]
    [InlineData(25, 91, ConnectionState.Late)]
    public void A_depot_that_was_asked_to_call_less_often_is_not_late_for_it(
        int askedSeconds, int silentSeconds, ConnectionState expected) =>
        Assert.Equal(expected, ConnectionRules.StateOf(
            Now.AddSeconds(-silentSeconds), TimeSpan.FromSeconds(askedSeconds), Now));

    [Theory]
    [Trait("Promise", "L-11")]
    [InlineData(0, true)]
    [InlineData(299, true)]
    [InlineData(300, false)]
    [InlineData(-299, true)]
    [InlineData(-300, false)]
    public void Held_events_are_trouble_until_five_minutes_after_some_were_refused(int secondsAgo, bool isTrouble) =>
        Assert.Equal(isTrouble, ConnectionRules.HoldsEvents(Now.AddSeconds(-secondsAgo), Now));

    [Fact]
    public void A_depot_of_which_no_events_were_refused_holds_none() =>
        Assert.False(ConnectionRules.HoldsEvents(null, Now));

    [Theory]
    [Trait("Promise", "D-11")]
    [InlineData(180, ConnectionState.Online)]
    [InlineData(181, ConnectionState.Offline)]
    [InlineData(53 * 365 * 86_400L, ConnectionState.Offline)]
    public void A_contact_that_a_wrong_clock_has_dated_ahead_does_not_count_until_then(
        long aheadSeconds, ConnectionState expected) =>
        Assert.Equal(expected, ConnectionRules.StateOf(Now.AddSeconds(aheadSeconds), Usual, Now));

    [Fact]
    public void A_depot_that_never_called_is_neither() =>
        Assert.Equal(ConnectionState.Never, ConnectionRules.StateOf(null, Usual, Now));
}
