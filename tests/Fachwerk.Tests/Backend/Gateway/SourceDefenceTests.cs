using System.Net;
using Fachwerk.Backend.Gateway;
using Fachwerk.Tests.Simulator.Running;
using Xunit;

namespace Fachwerk.Tests.Backend.Gateway;

[Trait("Promise", "G-02")]
public sealed class SourceDefenceTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly GatewayCounters _counters = new();
    private readonly ControllerSession _session = new(1001, new byte[16], 0, 0, -1);
    private readonly ControllerSession _other = new(1002, new byte[16], 0, 0, -1);

    public void Dispose() => _counters.Dispose();

    [Fact]
    public void Without_overload_everybody_may_try()
    {
        var defence = Defence(new GatewayOptions());

        Assert.Equal(1_000, Tried(defence, _session, From("192.0.2.1"), 1_000));
    }

    [Fact]
    public void Under_overload_a_stranger_has_the_budget_of_its_network()
    {
        var defence = Overloaded();

        Assert.Equal(SourceBudgets.PerSecond, Tried(defence, _session, From("192.0.2.1"), 1_000));
        Assert.Equal(0, Tried(defence, _other, From("192.0.2.77"), 10));
        Assert.Equal(10, Tried(defence, _other, From("192.0.3.77"), 10));
    }

    [Fact]
    public void Under_overload_a_controller_may_always_try_from_where_it_verified_before()
    {
        var defence = Overloaded();
        defence.NoteVerified(_session, From("192.0.2.1"));
        Tried(defence, _session, From("192.0.2.2"), 1_000);

        Assert.Equal(1_000, Tried(defence, _session, From("192.0.2.1"), 1_000));
    }

    [Fact]
    public void Who_is_known_for_one_controller_is_a_stranger_for_another()
    {
        var defence = Overloaded();
        defence.NoteVerified(_session, From("192.0.2.1"));

        Assert.Equal(SourceBudgets.PerSecond, Tried(defence, _other, From("192.0.2.1"), 1_000));
    }

    [Fact]
    public void A_flood_with_a_controllers_number_does_not_lock_it_out_from_a_new_place()
    {
        var defence = Overloaded();
        Tried(defence, _session, From("192.0.2.1"), 100_000);

        Assert.Equal(1, Tried(defence, _session, From("198.51.100.1"), 1));
    }

    [Fact]
    public void Allocates_nothing_for_a_datagram()
    {
        var defence = Overloaded();
        var from = From("192.0.2.1");
        Tried(defence, _session, from, 10);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Tried(defence, _session, from, 10_000);
        defence.NoteVerified(_session, from);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private SourceDefence Overloaded() => Defence(new GatewayOptions { OverloadedAfter = TimeSpan.Zero });

    private SourceDefence Defence(GatewayOptions options) => new(
        new SourceKeys(new byte[SourceKeys.SeedBytes]), new LoadWatch(options, _counters, _time), _time);

    private static int Tried(SourceDefence defence, ControllerSession session, Telegram telegram, int times)
    {
        var tried = 0;
        for (var i = 0; i < times; i++)
            tried += defence.MayTry(session, telegram) ? 1 : 0;
        return tried;
    }

    private static Telegram From(string address)
    {
        var written = new IPEndPoint(IPAddress.Parse(address).MapToIPv6(), 5683).Serialize();
        var telegram = new Telegram();
        written.Buffer.CopyTo(telegram.Source.Buffer);
        telegram.Source.Size = written.Size;
        return telegram;
    }
}
