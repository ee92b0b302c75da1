using Fachwerk.Backend.Identity;
using Xunit;

namespace Fachwerk.Tests.Backend.Identity;

[Trait("Promise", "S-06")]
public sealed class HashingLaneTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(8, 4)]
    public void Is_half_the_processors_wide(int processors, int width) =>
        Assert.Equal(width, new HashingLane(processors).Width);

    [Fact]
    public async Task Strangers_go_in_their_order_and_known_browsers_wait_for_none_of_them()
    {
        var lane = new HashingLane(2);
        var order = new List<string>();
        await lane.EnterAsync(isKnown: false, Ct);
        Task[] waiting = [EnterAsync(lane, "one", order), EnterAsync(lane, "two", order)];

        var known = lane.EnterAsync(isKnown: true, Ct);
        lane.Leave(isKnown: false);
        await Task.WhenAll(waiting);

        Assert.True(known.IsCompletedSuccessfully);
        Assert.Equal(["one", "two"], order);
    }

    [Fact]
    public async Task Known_browsers_have_as_many_places_and_no_more()
    {
        var lane = new HashingLane(4);
        Task<bool>[] known = [.. Enumerable.Range(0, 3).Select(_ => lane.EnterAsync(isKnown: true, Ct))];
        var waited = known[2].IsCompleted;

        lane.Leave(isKnown: true);

        Assert.Equal([true, true], known[..2].Select(one => one.IsCompletedSuccessfully));
        Assert.False(waited);
        Assert.True(await known[2]);
    }

    [Theory]
    [InlineData(false, HashingLane.WaitingMax)]
    [InlineData(true, HashingLane.KnownWaitingMax)]
    public async Task A_line_that_is_full_says_so_at_once(bool isKnown, int max)
    {
        var lane = new HashingLane(2);
        await lane.EnterAsync(isKnown, Ct);
        for (var i = 0; i < max; i++)
            Assert.False(lane.EnterAsync(isKnown, Ct).IsCompleted);

        var full = lane.EnterAsync(isKnown, Ct);

        Assert.True(full.IsCompleted);
        Assert.False(await full);
        Assert.True(lane.EnterAsync(!isKnown, Ct).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Who_has_gone_away_is_passed_over_and_the_place_is_free_again()
    {
        var lane = new HashingLane(2);
        using var gone = new CancellationTokenSource();
        await lane.EnterAsync(isKnown: false, Ct);
        var first = lane.EnterAsync(isKnown: false, gone.Token);
        var second = lane.EnterAsync(isKnown: false, Ct);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        lane.Leave(isKnown: false);
        Assert.True(await second);
        lane.Leave(isKnown: false);

        Assert.True(lane.EnterAsync(isKnown: false, Ct).IsCompletedSuccessfully);
    }

    private static async Task EnterAsync(HashingLane lane, string name, List<string> order)
    {
        await lane.EnterAsync(isKnown: false, Ct);
        order.Add(name);
        lane.Leave(isKnown: false);
    }
}
