using Fachwerk.Backend.Depots;
using Xunit;

namespace Fachwerk.Tests.Backend.Depots;

public sealed class ConnectionRulesTests
{
    private static readonly DateTimeOffset Now = new(2030, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [Trait("Promise", "L-05")]
    [InlineData(0, ConnectionState.Online)]
    [InlineData(90, ConnectionState.Online)]
    [InlineData(91, ConnectionState.Late)]
    [InlineData(180, ConnectionState.Late)]
    [InlineData(181, ConnectionState.Offline)]
    public void Late_after_90_seconds_and_offline_after_3_minutes(int silentSeconds, ConnectionState expected) =>
        Assert.Equal(expected, ConnectionRules.StateOf(Now.AddSeconds(-silentSeconds), Now));

    [Fact]
    public void A_depot_that_never_called_is_neither() =>
        Assert.Equal(ConnectionState.Never, ConnectionRules.StateOf(null, Now));
}
