using Fachwerk.Backend.Gateway;
using Fachwerk.Tests.Simulator.Running;
using Xunit;

namespace Fachwerk.Tests.Backend.Gateway;

[Trait("Promise", "G-02")]
public sealed class LoadWatchTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly GatewayCounters _counters = new();
    private readonly LoadWatch _load;

    public LoadWatchTests() => _load = new LoadWatch(new GatewayOptions(), _counters, _time);

    public void Dispose() => _counters.Dispose();

    [Fact]
    public void A_fresh_node_is_not_overloaded_and_asks_for_the_usual()
    {
        Assert.False(_load.IsOverloaded());
        Assert.Equal(new AskedIntervals(60, 25), _load.NoteWait(TimeSpan.Zero));
    }

    [Fact]
    public void Looks_at_the_socket_at_each_sixteenth_datagram()
    {
        var looks = Enumerable.Range(0, 160).Count(_ => _load.IsSampleDue());

        Assert.Equal(10, looks);
    }

    [Fact]
    public void Heaps_of_datagrams_with_pauses_between_them_are_none()
    {
        // Each sixteenth datagram lies in the middle of a heap, never at its end.
        const int heap = 2 * LoadWatch.SampleEvery;

        for (var datagram = LoadWatch.SampleEvery / 2; datagram < heap * 1_000; datagram++)
        {
            if (_load.IsSampleDue())
                _load.NoteSample(isNextWaiting: datagram % heap != heap - 1);
            if (datagram % heap == heap - 1)
                _time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.False(_load.IsOverloaded());
        }
    }

    [Fact]
    public void Looks_are_rare_again_once_there_is_no_doubt()
    {
        Find(true, LoadWatch.BehindSamplesMin + 2, TimeSpan.FromMilliseconds(3));

        Assert.True(_load.IsOverloaded());
        Assert.Equal(10, Enumerable.Range(0, 160).Count(_ => _load.IsSampleDue()));
    }

    [Fact]
    public void A_socket_that_never_runs_empty_for_50_ms_is_overload()
    {
        Find(true, LoadWatch.BehindSamplesMin, TimeSpan.FromMilliseconds(3));
        Assert.False(_load.IsOverloaded());

        Find(true, 2, TimeSpan.FromMilliseconds(3));
        Assert.True(_load.IsOverloaded());
        Assert.True(_counters.IsOverloaded);
    }

    [Fact]
    public void A_socket_that_runs_empty_now_and_then_is_none()
    {
        for (var i = 0; i < 20; i++)
        {
            Find(true, LoadWatch.BehindSamplesMin, TimeSpan.FromMilliseconds(3));
            Find(false, 1, TimeSpan.FromMilliseconds(3));
        }

        Assert.False(_load.IsOverloaded());
    }

    [Fact]
    public void A_few_datagrams_that_met_by_chance_are_none()
    {
        Find(true, LoadWatch.BehindSamplesMin - 1, TimeSpan.FromMinutes(1));

        Assert.False(_load.IsOverloaded());
    }

    [Fact]
    public void Half_a_second_of_waiting_for_the_commit_is_overload_for_a_second_more()
    {
        _load.NoteWait(LoadWatch.WaitMax);
        _time.Advance(LoadWatch.Hold - TimeSpan.FromMilliseconds(1));
        Assert.True(_load.IsOverloaded());

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_load.IsOverloaded());
        Assert.False(_counters.IsOverloaded);
    }

    [Fact]
    public void Telegrams_that_wait_make_the_answers_ask_for_more_of_all_depots()
    {
        var asked = default(AskedIntervals);
        for (var i = 0; i < 60; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            asked = _load.NoteWait(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(new AskedIntervals(90, 90), asked);
        Assert.Equal(TimeSpan.FromSeconds(90), _counters.AskedInterval);
    }

    private void Find(bool isNextWaiting, int samples, TimeSpan apart)
    {
        for (var i = 0; i < samples; i++)
        {
            _load.NoteSample(isNextWaiting);
            _time.Advance(apart);
        }
    }
}
