using Fachwerk.Simulator.Depots;
using Fachwerk.Simulator.Running;
using Xunit;

namespace Fachwerk.Tests.Simulator.Running;

public sealed class SimulatorHostTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fachwerk-host-");
    private readonly ManualTime _time = new();

    [Fact]
    public void Runs_its_depots_as_the_clock_goes()
    {
        using SimulatorHost host = Start(depots: 3);

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal([1001u, 1002u, 1003u], host.Controllers);
        Assert.All(host.Controllers, controller => Assert.True(host.Snapshot(controller).Running));
        Assert.All(host.Controllers, controller =>
            Assert.NotEqual("", host.Snapshot(controller).Display.Lines[0].Trim()));
    }

    [Fact]
    public void Lets_keys_reach_the_firmware_in_time()
    {
        using SimulatorHost host = Start(depots: 1);
        _time.Advance(TimeSpan.FromSeconds(5));

        host.Do(1001, depot => depot.TryType("12#", 60, 60, out _));
        _time.Advance(TimeSpan.FromMilliseconds(150));
        string whileTyping = host.Snapshot(1001).Keys;
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal("2", whileTyping);
        Assert.Equal("", host.Snapshot(1001).Keys);
    }

    [Fact]
    public void Catches_up_without_a_watchdog_reset_after_it_was_stopped_for_long()
    {
        using SimulatorHost host = Start(depots: 1);

        _time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(0, host.Snapshot(1001).Counters.WatchdogResets);
        Assert.Equal(1, host.Snapshot(1001).Counters.Boots);
    }

    [Fact]
    public void Rests_while_a_depot_is_idle()
    {
        using SimulatorHost host = Start(depots: 1);
        _time.Advance(TimeSpan.FromSeconds(5));
        long before = host.Do(1001, depot => depot.Board.Io.Operations);

        _time.Advance(TimeSpan.FromSeconds(10));

        // Were it ticking every 10 ms, each with a scan of the keypad, it would be more than 8,000.
        Assert.InRange(host.Do(1001, depot => depot.Board.Io.Operations) - before, 10, 4_000);
    }

    [Fact]
    public void Finds_the_journal_of_an_earlier_run()
    {
        uint before;
        using (SimulatorHost first = Start(depots: 1))
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            before = first.Snapshot(1001).Journal.Last;
        }

        using SimulatorHost second = Start(depots: 1);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.True(before > 0);
        Assert.True(second.Snapshot(1001).Journal.Last > before);
    }

    [Fact]
    public void Knows_only_its_own_depots()
    {
        using SimulatorHost host = Start(depots: 1);

        Assert.True(host.Has(1001));
        Assert.False(host.Has(1002));
        Assert.Throws<KeyNotFoundException>(() => host.Snapshot(1002));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private SimulatorHost Start(int depots)
    {
        SimulatorHost host = new(
            new SimulatorOptions
            {
                Identities = [.. Enumerable.Range(1001, depots).Select(Identity)],
                DataFolder = _folder.FullName,
                Alone = true
            },
            _time);
        host.Start();
        return host;
    }

    private static IdentityFile Identity(int controller) => new()
    {
        Format = IdentityFile.CurrentFormat,
        Controller = (uint)controller,
        TransportSecret = new string('a', 32),
        CodeSecret = new string('b', 32),
        Gateways = ["127.0.0.1:9"],
        Compartments = 8,
        Name = $"Depot {controller}"
    };
}
