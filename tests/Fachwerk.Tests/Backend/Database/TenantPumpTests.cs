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
        });

        pump.Wake();
        await begun.Task.WaitAsync(TestContext.Current.CancellationToken);
        pump.Wake();
        pump.Wake();
        pump.Wake();
        go.SetResult();
        await second.Task.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, passes);
    }
}
