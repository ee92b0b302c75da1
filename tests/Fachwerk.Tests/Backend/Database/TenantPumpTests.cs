using Fachwerk.Backend.Database;
using Xunit;

namespace Fachwerk.Tests.Backend.Database;

public sealed class TenantPumpTests
{
    [Fact]
    public async Task Makes_one_more_pass_for_all_wakes_during_a_pass()
    {
        var passes = 0;
        var begun = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        var second = new TaskCompletionSource();
        var pump = new TenantPump(async () =>
        {
            if (Interlocked.Increment(ref passes) == 2)
                second.SetResult();
            begun.TrySetResult();
            await go.Task;
        }, cause => throw cause);

        pump.Wake();
        await begun.Task.WaitAsync(TestContext.Current.CancellationToken);
        pump.Wake();
        pump.Wake();
        pump.Wake();
        go.SetResult();
        await second.Task.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, passes);
    }

    [Fact]
    public async Task Goes_on_after_a_pass_that_failed_and_tells_of_it()
    {
        var failed = new TaskCompletionSource<Exception>();
        var second = new TaskCompletionSource();
        var passes = 0;
        var pump = new TenantPump(() =>
        {
            if (Interlocked.Increment(ref passes) == 1)
                throw new InvalidOperationException("planted");
            second.TrySetResult();
            return Task.CompletedTask;
        }, failed.SetResult);

        pump.Wake();
        var told = await failed.Task.WaitAsync(TestContext.Current.CancellationToken);
        pump.Wake();
        await second.Task.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("planted", told.Message);
    }
}
