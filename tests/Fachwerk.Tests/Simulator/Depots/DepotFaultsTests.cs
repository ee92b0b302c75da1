using Fachwerk.Simulator.Depots;
using Fachwerk.Tests.Firmware;
using Xunit;

namespace Fachwerk.Tests.Simulator.Depots;

/// <summary>The faults by name: each is seen while it is there, and mended by its name.</summary>
public sealed class DepotFaultsTests : IDisposable
{
    private readonly DepotRig _rig = new();

    public static TheoryData<string> Lasting { get; } =
        [.. FaultKinds.All.Where(kind => kind.IsOn is not null).Select(kind => kind.Name)];

    public void Dispose() => _rig.Dispose();

    [Theory]
    [MemberData(nameof(Lasting))]
    public void A_fault_is_seen_until_it_is_mended(string kind)
    {
        string name = kind.Replace("#", "2", StringComparison.Ordinal);
        MendAll();

        bool came = Switch(name, on: true);
        IReadOnlyList<string> seen = DepotFaults.On(_rig.Depot);
        bool went = Switch(name, on: false);

        Assert.True(came && went);
        Assert.Equal([name], seen);
        Assert.Empty(DepotFaults.On(_rig.Depot));
    }

    [Fact]
    public void What_happens_in_a_moment_is_not_seen_afterwards()
    {
        MendAll();

        Assert.True(Switch("expander2New", on: true));
        Assert.True(Switch("framANew", on: false));
        Assert.Empty(DepotFaults.On(_rig.Depot));
    }

    [Theory]
    [InlineData("coil17")]
    [InlineData("coil0")]
    [InlineData("coil")]
    [InlineData("coil#")]
    [InlineData("coil-1")]
    [InlineData("expander3")]
    [InlineData("expanderGarbage")]
    [InlineData("Mains")]
    [InlineData("")]
    public void A_name_that_the_depot_has_not_changes_nothing(string name)
    {
        MendAll();
        int revision = _rig.Depot.Revision;

        Assert.False(Switch(name, on: true));
        Assert.Equal(revision, _rig.Depot.Revision);
    }

    [Fact]
    public void A_number_beyond_its_limits_is_taken_as_the_limit()
    {
        DepotFaults.TrySwitch(_rig.Depot, "supply", true, _ => 1e9, DepotRig.Noon);

        Assert.Equal(30, _rig.Depot.Board.MainsVolts);
    }

    [Fact]
    public void A_clock_that_is_mended_goes_right_again()
    {
        Switch("coinCell", on: true);
        Switch("coinCell", on: false);

        Assert.Equal(DepotRig.Noon, _rig.Depot.Board.RealTimeClock.Now);
        Assert.False(_rig.Depot.Board.RealTimeClock.OscillatorStopped);
    }

    // A fresh board's clock has never been set.
    private void MendAll()
    {
        foreach (string name in DepotFaults.On(_rig.Depot))
            Switch(name, on: false);
    }

    private bool Switch(string name, bool on) =>
        DepotFaults.TrySwitch(_rig.Depot, name, on, _ => null, DepotRig.Noon);
}
