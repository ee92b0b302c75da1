using Fachwerk.Backend.Outbox;
using Fachwerk.Tests.Simulator.Running;
using Xunit;

namespace Fachwerk.Tests.Backend.Outbox;

[Trait("Promise", "G-04")]
public sealed class RelayTurnsTests
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly RelayTurns _turns;

    public RelayTurnsTests() => _turns = new RelayTurns(SweepEvery, _time);

    [Fact]
    public void A_signal_goes_before_what_the_sweep_named()
    {
        Sweep(1);
        Sweep(2);
        Signal(3);

        Assert.Equal([3, 1, 2], [Begin().Tenant, Begin().Tenant, Begin().Tenant]);
    }

    [Fact]
    public void Signals_go_in_the_order_they_came()
    {
        Signal(3);
        Signal(1);
        Signal(2);

        Assert.Equal([3, 1, 2], [Begin().Tenant, Begin().Tenant, Begin().Tenant]);
    }

    [Fact]
    public void The_sweep_stands_back_until_the_next_one_and_no_longer()
    {
        Sweep(1);
        _time.Advance(SweepEvery + TimeSpan.FromMilliseconds(1));
        Signal(2);

        Assert.Equal(1, Begin().Tenant);
    }

    [Fact]
    public void A_tenant_that_the_sweep_named_moves_up_by_a_signal_and_has_one_turn()
    {
        Sweep(1);
        Sweep(2);
        Signal(2, RelayWays.Down);

        Assert.Equal(new RelayTurn(2, RelayWays.Both), Begin());
        Assert.Equal(1, Begin().Tenant);
        Assert.True(IsEmpty());
    }

    [Fact]
    public void One_turn_looks_both_ways_when_both_were_asked_for()
    {
        Signal(1, RelayWays.Up);
        Signal(1, RelayWays.Down);

        Assert.Equal(new RelayTurn(1, RelayWays.Both), Begin());
    }

    [Fact]
    public void What_is_asked_for_during_a_turn_comes_after_it_and_only_once()
    {
        Signal(1);
        var turn = Begin();
        Signal(1, RelayWays.Down);
        Signal(1, RelayWays.Down);
        Assert.True(IsEmpty());

        _turns.End(turn);

        Assert.Equal(new RelayTurn(1, RelayWays.Down), Begin());
        Assert.True(IsEmpty());
    }

    private void Signal(int tenant, RelayWays ways = RelayWays.Up) => _turns.Ask(tenant, ways, bySweep: false);

    private void Sweep(int tenant) => _turns.Ask(tenant, RelayWays.Up, bySweep: true);

    private RelayTurn Begin()
    {
        var turn = _turns.BeginAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.True(turn.IsCompletedSuccessfully);
        return turn.Result;
    }

    private bool IsEmpty()
    {
        using var given = new CancellationTokenSource();
        var turn = _turns.BeginAsync(given.Token).AsTask();
        var isEmpty = !turn.IsCompleted;
        given.Cancel();
        return isEmpty;
    }
}
