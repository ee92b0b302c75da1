using Xunit;

namespace Fachwerk.SystemTests.Gateway;

/// <summary>
/// Waits for a state, however long a busy machine takes; a test that reads once reads too early there.
/// </summary>
internal static class Eventually
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    /// <summary>Returns when it holds; fails with <paramref name="what"/> when it never does.</summary>
    public static Task HoldsAsync(Func<bool> holds, string what, TimeProvider time, CancellationToken ct) =>
        HoldsAsync(() => Task.FromResult(holds()), what, time, ct);

    /// <inheritdoc cref="HoldsAsync(Func{bool}, string, TimeProvider, CancellationToken)"/>
    public static async Task HoldsAsync(
        Func<Task<bool>> holds, string what, TimeProvider time, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        while (!await holds())
        {
            Assert.True(time.GetElapsedTime(started) < WaitMax, $"Never came: {what}");
            await Task.Delay(Poll, time, ct);
        }
    }
}
