using Fachwerk.DeviceRuntime;
using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Link;
using Xunit;

namespace Fachwerk.Tests.Firmware.Link;

/// <summary>Wi-Fi from its name to an address, on a radio that fails as the device's does.</summary>
[Trait("Promise", "D-05")]
public sealed class WifiJoinTests
{
    private const string Name = "Depot 7";
    private const string Password = "swordfish";

    private readonly WifiRadio _radio = new();

    [Theory]
    [InlineData(Password)]
    [InlineData("")]
    public void A_network_is_joined_with_a_password_or_without(string password)
    {
        _radio.Networks[Name] = password;
        WifiJoin join = Start(password);

        Run(join, 10_000);

        Assert.Equal(NetworkState.Joined, join.State);
        Assert.Equal(1, _radio.Connections);
    }

    [Fact]
    public void A_password_that_was_changed_for_the_same_name_is_taken()
    {
        _radio.Networks[Name] = "the old one";
        _radio.ConnectByItself(Name, "the old one");
        _radio.Advance(10_000);
        _radio.Networks[Name] = Password;
        WifiJoin join = Start(Password);

        Run(join, 10_000);

        Assert.Equal(NetworkState.Joined, join.State);
    }

    [Fact]
    public void After_exceptions_a_retry_works()
    {
        _radio.Networks[Name] = Password;
        _radio.ExceptionsToCome = 3;
        WifiJoin join = Start(Password);

        Run(join, 5_000);
        NetworkState failed = join.State;
        Run(join, 60_000);

        Assert.Equal((NetworkState.Failed, NetworkState.Joined), (failed, join.State));
    }

    [Fact]
    public void Without_an_adapter_it_tells_and_looks_again()
    {
        _radio.Networks[Name] = Password;
        _radio.HasAdapter = false;
        WifiJoin join = Start(Password);

        Run(join, 60_000);
        NetworkState failed = join.State;
        _radio.HasAdapter = true;
        Run(join, 60_000);

        Assert.Equal((NetworkState.Failed, NetworkState.Joined), (failed, join.State));
    }

    [Fact]
    public void A_wrong_password_is_told_and_stays_told_until_it_is_right()
    {
        _radio.Networks[Name] = "another one";
        WifiJoin join = Start(Password);

        for (int minute = 0; minute < 10; minute++)
        {
            Run(join, 60_000);
            Assert.Equal(NetworkState.WrongPassword, join.State);
        }

        _radio.Networks[Name] = Password;
        Run(join, 60_000);
        Assert.Equal(NetworkState.Joined, join.State);
    }

    [Fact]
    public void A_network_that_is_not_there_is_told_and_joined_when_it_comes()
    {
        WifiJoin join = Start(Password);

        Run(join, 300_000);
        NetworkState before = join.State;
        _radio.Networks[Name] = Password;
        Run(join, 60_000);

        Assert.Equal((NetworkState.NotFound, NetworkState.Joined), (before, join.State));
    }

    [Fact]
    public void A_network_that_vanishes_is_told_within_seconds_and_joined_when_it_is_back()
    {
        _radio.Networks[Name] = Password;
        WifiJoin join = Start(Password);
        Run(join, 60_000);

        _radio.Networks.Remove(Name);
        Run(join, 10_000);
        NetworkState soon = join.State;
        Run(join, 600_000);
        NetworkState later = join.State;
        _radio.Networks[Name] = Password;
        Run(join, 60_000);

        Assert.Equal((NetworkState.NotFound, NetworkState.NotFound), (soon, later));
        Assert.Equal(NetworkState.Joined, join.State);
    }

    [Fact]
    public void A_network_without_addresses_is_told()
    {
        _radio.Networks[Name] = Password;
        _radio.GivesAddresses = false;
        WifiJoin join = Start(Password);

        Run(join, 60_000);
        NetworkState without = join.State;
        _radio.GivesAddresses = true;
        Run(join, 200_000);

        Assert.Equal((NetworkState.NoAddress, NetworkState.Joined), (without, join.State));
    }

    [Fact]
    public void The_runtime_is_left_alone_while_it_tries_by_itself()
    {
        WifiJoin join = Start(Password);

        Run(join, 3_600_000);

        Assert.InRange(_radio.Connections, 20, 35);
    }

    [Fact]
    public void Without_a_name_nothing_is_joined()
    {
        WifiJoin join = new(new DeviceWifi(_radio), "", "");

        Run(join, 600_000);

        Assert.Equal(NetworkState.NotSet, join.State);
        Assert.Equal(0, _radio.Connections);
    }

    private WifiJoin Start(string password) => new(new DeviceWifi(_radio), Name, password);

    private void Run(WifiJoin join, int milliseconds)
    {
        for (long end = _radio.NowMs + milliseconds; _radio.NowMs < end;)
            _radio.Advance(Math.Min(join.Step(_radio.NowMs), Math.Max(1, end - _radio.NowMs)));
    }
}
