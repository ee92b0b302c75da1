using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Database;
using Xunit;

namespace Fachwerk.Tests.Backend.Codes;

[Trait("Promise", "H-04")]
public sealed class IssueTurnsTests
{
    private static readonly DepotId Here = new(Guid.NewGuid());

    private readonly IssueTurns _turns = new();
    private readonly List<int[]> _issued = [];
    private readonly TaskCompletionSource _first = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_asked_for_meanwhile_goes_together_a_hundred_at_a_time()
    {
        Task<Outcome<IssuedCode>>[] all =
            [.. Enumerable.Range(1, 251).Select(n => _turns.TakeAsync(1, Request(n), IssueAsync, Ct))];

        _first.SetResult();
        var outcomes = await Task.WhenAll(all);

        Assert.Equal([1, 100, 100, 50], _issued.Select(together => together.Length));
        Assert.Equal(Enumerable.Range(1, 251).Select(n => $"{n}"), outcomes.Select(DigitsOf));
    }

    [Fact]
    [Trait("Promise", "S-03")]
    public async Task Nobody_issues_for_another_tenant_or_depot()
    {
        Task<Outcome<IssuedCode>>[] all =
        [
            _turns.TakeAsync(1, Request(1), IssueAsync, Ct), _turns.TakeAsync(2, Request(2), IssueAsync, Ct),
            _turns.TakeAsync(1, Request(3) with { Depot = new DepotId(Guid.NewGuid()) }, IssueAsync, Ct)
        ];

        _first.SetResult();
        await Task.WhenAll(all);

        Assert.Equal([1, 2, 3], _issued.Select(together => Assert.Single(together)).Order());
    }

    [Fact]
    public async Task Who_gives_up_waiting_gets_no_code()
    {
        using var gone = new CancellationTokenSource();
        var before = _turns.TakeAsync(1, Request(1), IssueAsync, Ct);
        var cancelled = _turns.TakeAsync(1, Request(2), IssueAsync, gone.Token);
        var after = _turns.TakeAsync(1, Request(3), IssueAsync, Ct);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        _first.SetResult();
        await Task.WhenAll(before, after);

        Assert.Equal([1, 3], _issued.SelectMany(together => together));
    }

    [Fact]
    public async Task What_fails_fails_for_all_that_went_together_and_for_nobody_after_them()
    {
        var first = _turns.TakeAsync(1, Request(1), IssueAsync, Ct);
        Task<Outcome<IssuedCode>>[] failing =
            [.. Enumerable.Range(2, 3).Select(n => _turns.TakeAsync(1, Request(n), FailAsync, Ct))];

        _first.SetResult();
        await first;
        foreach (var one in failing)
            await Assert.ThrowsAsync<InvalidOperationException>(() => one);
        var after = await _turns.TakeAsync(1, Request(9), IssueAsync, Ct);

        Assert.Equal("9", DigitsOf(after));
    }

    // The first waits for the test, so that others come meanwhile.
    private async Task<IReadOnlyList<Outcome<IssuedCode>>> IssueAsync(IReadOnlyList<IssueCodeRequest> requests)
    {
        await _first.Task;
        lock (_issued)
            _issued.Add([.. requests.Select(one => one.Compartment)]);
        return [.. requests.Select(one => (Outcome<IssuedCode>)new IssuedCode(default, $"{one.Compartment}"))];
    }

    private static async Task<IReadOnlyList<Outcome<IssuedCode>>> FailAsync(IReadOnlyList<IssueCodeRequest> requests)
    {
        await Task.Yield();
        throw new InvalidOperationException($"{requests.Count} failed");
    }

    private static string? DigitsOf(Outcome<IssuedCode> outcome) =>
        outcome.TryGet(out var code, out _) ? code.Digits : null;

    private static IssueCodeRequest Request(int compartment) =>
        new(Here, compartment, null, null, 0, Guid.NewGuid());
}
