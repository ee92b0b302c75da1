using Fachwerk.Backend.Database;
using Xunit;

namespace Fachwerk.Tests.Backend.Database;

public sealed class LoopsTests
{
    [Fact]
    public async Task The_failure_of_one_is_everybodys_at_once()
    {
        var failing = new TaskCompletionSource();
        var running = Loops.RunAsync([new TaskCompletionSource().Task, failing.Task], CancellationToken.None);

        failing.SetException(new InvalidOperationException("planted"));

        var cause = await Assert.ThrowsAsync<InvalidOperationException>(() => running);
        Assert.Equal("planted", cause.Message);
    }

    [Fact]
    public async Task One_that_ends_by_itself_has_failed()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Loops.RunAsync(
            [Task.CompletedTask, new TaskCompletionSource().Task], CancellationToken.None));
    }

    [Fact]
    public async Task One_that_was_cancelled_though_nobody_asked_for_it_has_failed()
    {
        await Assert.ThrowsAsync<TaskCanceledException>(() => Loops.RunAsync(
            [Task.FromCanceled(new CancellationToken(true)), new TaskCompletionSource().Task],
            CancellationToken.None));
    }

    [Fact]
    public async Task Ends_with_the_last_of_those_that_were_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var first = new TaskCompletionSource();
        var last = new TaskCompletionSource();
        var running = Loops.RunAsync([first.Task, last.Task], stop.Token);

        await stop.CancelAsync();
        first.SetCanceled(stop.Token);
        var isOver = running.IsCompleted;
        last.SetResult();
        await running;

        Assert.False(isOver);
    }
}
