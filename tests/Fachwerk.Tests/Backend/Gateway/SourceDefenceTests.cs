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

        Assert.Equal(SourceDefence.NetworkPerSecond, Tried(defence, _session, From("192.0.2.1"), 1_000));
        Assert.Equal(0, Tried(defence, _other, From("192.0.2.77"), 10));
        Assert.Equal(10, Tried(defence, _other, From("192.0.3.77"), 10));
    }

    [Fact]
    public void Under_overload_a_controller_may_always_try_from_where_it_was_accepted()
    {
        var defence = Overloaded();
        Accept(defence, _session, From("192.0.2.1"));
        Tried(defence, _session, From("192.0.2.2"), 1_000);

        Assert.Equal(1_000, Tried(defence, _session, From("192.0.2.1"), 1_000));
    }

    [Fact]
    public void Who_is_known_for_one_controller_is_a_stranger_for_another()
    {
        var defence = Overloaded();
        Accept(defence, _session, From("192.0.2.1"));

        Assert.Equal(SourceDefence.NetworkPerSecond, Tried(defence, _other, From("192.0.2.1"), 1_000));
    }

    [Fact]
    public void A_flood_with_a_controllers_number_does_not_lock_it_out_from_a_new_place()
    {
        var defence = Overloaded();
        Tried(defence, _session, From("192.0.2.1"), 100_000);

        Assert.Equal(1, Tried(defence, _session, From("198.51.100.1"), 1));
    }

    [Fact]
    [Trait("Promise", "G-06")]
    public void Under_overload_epochs_ahead_have_a_budget_of_their_own_wherever_they_come_from()
    {
        var defence = Overloaded();
        var tried = 0;

        for (var i = 0; i < 100; i++)
            tried += Tried(defence, _session, From($"10.0.{i}.1"), SourceDefence.NetworkPerSecond, epoch: 1);

        Assert.Equal(SourceDefence.UnknownAheadPerSecond, tried);
        Assert.Equal(1, Tried(defence, _session, From("10.1.0.1"), 1));
    }

    [Fact]
    [Trait("Promise", "G-06")]
    public void Under_overload_a_flood_of_epochs_ahead_takes_nothing_from_where_the_controller_is_known()
    {
        var defence = Overloaded();
        Accept(defence, _session, From("192.0.2.1"));
        for (var i = 0; i < 100; i++)
            Tried(defence, _session, From($"10.0.{i}.1"), SourceDefence.NetworkPerSecond, epoch: 1);

        var tried = Tried(defence, _session, From("192.0.2.1"), 1_000, epoch: 1);

        Assert.Equal(SourceDefence.KnownAheadPerSecond, tried);
    }

    [Fact]
    public void Allocates_nothing_for_a_datagram()
    {
        var defence = Overloaded();
        var from = From("192.0.2.1");
        Tried(defence, _session, from, 10);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Tried(defence, _session, from, 10_000);
        Accept(defence, _session, from);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private SourceDefence Overloaded() => Defence(new GatewayOptions { OverloadedAfter = TimeSpan.Zero });

    private SourceDefence Defence(GatewayOptions options) => new(
        new SourceKeys(new byte[SourceKeys.SeedBytes]), new LoadWatch(options, _counters, _time), _time);

    private static int Tried(
        SourceDefence defence, ControllerSession session, Telegram telegram, int times, int epoch = 0)
    {
        var tried = 0;
        for (var i = 0; i < times; i++)
            tried += defence.MayTry(session, epoch, telegram) ? 1 : 0;
        return tried;
    }

    private static void Accept(SourceDefence defence, ControllerSession session, Telegram telegram)
    {
        telegram.Session = session;
        defence.NoteAccepted(telegram);
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
