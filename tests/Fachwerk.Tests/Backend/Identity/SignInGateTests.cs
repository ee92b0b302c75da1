using System.Net;
using Fachwerk.Backend.Identity;
using Fachwerk.Tests.Simulator.Running;
using Xunit;

namespace Fachwerk.Tests.Backend.Identity;

[Trait("Promise", "S-06")]
public sealed class SignInGateTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly SignInCounters _counters = new();
    private readonly HashingLane _lane = new(2);
    private readonly RefusedSignIns _refused;
    private readonly SignInGate _gate;

    public SignInGateTests()
    {
        _refused = new RefusedSignIns(_time);
        _gate = new SignInGate(_lane, _refused, _counters, _time);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void A_name_has_five_tries_in_five_minutes_wherever_they_come_from()
    {
        var admitted = Admitted(20, i => Of("anna", $"10.{i}.0.1"));
        _time.Advance(TimeSpan.FromMinutes(2));
        var (_, wait) = _gate.Enter(Of("anna", "10.99.0.1"));
        _time.Advance(wait);

        Assert.Equal(SignInTries.TriesMax, admitted);
        Assert.Equal(TimeSpan.FromMinutes(3), wait);
        Assert.Equal(SignInTries.TriesMax, Admitted(20, i => Of("anna", $"10.{i}.0.1")));
    }

    [Theory]
    [InlineData("10.1.2.3", SignInAnswer.AddressLimited, SignInGate.AddressTriesMax)]
    [InlineData("2001:db8:1:200::7", SignInAnswer.AddressLimited, SignInGate.AddressTriesMax)]
    public void An_address_has_its_tries_whatever_the_names(string address, SignInAnswer answer, int max)
    {
        var admitted = Admitted(500, i => Of($"name {i}", address));

        Assert.Equal(max, admitted);
        Assert.Equal(500 - max, _counters.Of(answer));
        Assert.Equal(500 - max, Assert.Single(_refused.Take()).TurnedAway);
    }

    [Theory]
    [InlineData("10.1.2.{0}")]
    [InlineData("2001:db8:1:2{0:00}::7")]
    public void A_network_has_its_tries_whatever_the_addresses(string addresses)
    {
        var admitted = Admitted(500, i => Of($"name {i}", string.Format(null, addresses, i % 100)));

        Assert.Equal(SignInGate.NetworkTriesMax, admitted);
        Assert.Equal(500 - SignInGate.NetworkTriesMax, _counters.Of(SignInAnswer.NetworkLimited));
    }

    [Fact]
    public void A_known_browser_is_let_in_from_an_address_that_has_had_its_tries()
    {
        Admitted(500, i => Of($"name {i}", "10.1.2.3"));
        Admitted(20, i => Of("anna", $"10.9.{i}.1"));

        Assert.Equal(SignInTries.TriesMax, Admitted(20, _ => Of("anna", "10.1.2.3", isKnown: true)));
    }

    [Fact]
    public void What_was_right_counts_for_nothing()
    {
        for (var i = 0; i < 300; i++)
        {
            using var turn = _gate.Enter(Of("anna", "10.1.2.3")).Turn;
            turn!.Accept();
        }

        Assert.Equal(300, _counters.Of(SignInAnswer.SignedIn));
        Assert.Equal(SignInTries.TriesMax, Admitted(20, _ => Of("anna", "10.1.2.3")));
    }

    [Fact]
    public void What_failed_counts_for_nothing()
    {
        for (var i = 0; i < 300; i++)
            _gate.Enter(Of("anna", "10.1.2.3")).Turn!.Dispose();

        Assert.Equal(SignInTries.TriesMax, Admitted(SignInTries.TriesMax, _ => Of("anna", "10.1.2.3")));
        Assert.Equal(SignInGate.AddressTriesMax - SignInTries.TriesMax, Admitted(50, i => Of($"{i}", "10.1.2.3")));
    }

    [Fact]
    public async Task A_full_lane_turns_away_and_costs_the_name_no_try()
    {
        using var late = _gate.Enter(Of("anna", "12.0.0.1")).Turn;
        await _lane.EnterAsync(isKnown: false, Ct);
        for (var i = 0; i < HashingLane.WaitingMax; i++)
            _ = _lane.EnterAsync(isKnown: false, Ct);

        for (var i = 0; i < SignInTries.TriesMax * 2; i++)
            Assert.Equal(SignInGate.LaneRetry, _gate.Enter(Of("anna", $"11.{i}.0.1")).RetryAfter);

        Assert.Null(await late!.HashAsync(() => true, Ct));
        Assert.True(await _gate.Enter(Of("anna", "11.0.0.1", isKnown: true)).Turn!.HashAsync(() => true, Ct));
        Assert.Equal((SignInTries.TriesMax * 2) + 1, _counters.Of(SignInAnswer.LaneFull));
    }

    [Fact]
    public async Task A_place_in_the_lane_is_held_while_it_hashes_and_no_longer()
    {
        using var first = _gate.Enter(Of("anna", "10.0.0.1")).Turn;
        using var second = _gate.Enter(Of("anna", "10.0.0.2")).Turn;
        Task<bool?> other = Task.FromResult<bool?>(false);

        var waits = await first!.HashAsync(() => !(other = second!.HashAsync(() => true, Ct)).IsCompleted, Ct);

        Assert.True(waits);
        Assert.True(await other);
    }

    [Fact]
    public async Task Whoever_goes_away_while_waiting_keeps_the_names_try_and_not_the_addresss()
    {
        using var gone = new CancellationTokenSource();
        await _lane.EnterAsync(isKnown: false, Ct);
        var turn = _gate.Enter(Of("anna", "10.1.2.3")).Turn!;
        var waiting = turn.HashAsync(() => true, gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        turn.Dispose();

        Assert.Equal(SignInTries.TriesMax, Admitted(20, _ => Of("anna", "10.9.2.3")));
        Assert.Equal(SignInGate.AddressTriesMax - 1, Admitted(50, i => Of($"{i}", "10.1.2.3")));
    }

    [Fact]
    public void Networks_are_the_24_and_the_56_and_addresses_the_32_and_the_64()
    {
        var v4 = Of("anna", "10.1.2.3");
        var v6 = Of("anna", "2001:db8:1:200::7");

        Assert.Equal(v4.Network, Of("anna", "10.1.2.200").Network);
        Assert.NotEqual(v4.Address, Of("anna", "10.1.2.200").Address);
        Assert.NotEqual(v4.Network, Of("anna", "10.1.3.3").Network);
        Assert.Equal(v4, Of("anna", "::ffff:10.1.2.3"));
        Assert.Equal(v6.Network, Of("anna", "2001:db8:1:2ff::7").Network);
        Assert.Equal(v6.Address, Of("anna", "2001:db8:1:200:1::9").Address);
        Assert.NotEqual(v6.Address, Of("anna", "2001:db8:1:201::7").Address);
        Assert.NotEqual(v6.Network, Of("anna", "2001:db8:1:300::7").Network);
    }

    public void Dispose() => _counters.Dispose();

    private static SignInSource Of(string name, string address, bool isKnown = false) =>
        SignInSource.Of(1, name, IPAddress.Parse(address), isKnown);

    private int Admitted(int tries, Func<int, SignInSource> source)
    {
        var admitted = 0;
        for (var i = 0; i < tries; i++)
        {
            using var turn = _gate.Enter(source(i)).Turn;
            turn?.Refuse(default);
            admitted += turn is null ? 0 : 1;
        }

        return admitted;
    }
}
