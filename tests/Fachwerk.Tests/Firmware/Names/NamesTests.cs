using System.Net;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Depots;
using Xunit;

namespace Fachwerk.Tests.Firmware.Names;

/// <summary>A depot finds its gateways by name, and needs nobody for it once it knows them.</summary>
[Trait("Promise", "D-05")]
public sealed class NamesTests : IDisposable
{
    private const string Digits = "47110815";

    private readonly DepotRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_name_is_asked_for_and_its_address_used()
    {
        _rig.PowerUp();

        _rig.Run(65_000);

        Assert.Equal(["one", "two"], _rig.Gateway.Questions.Take(2).Select(question => question.Host));
        Assert.NotEmpty(_rig.Gateway.CheckIns);
    }

    [Fact]
    public void An_address_written_as_a_number_is_asked_for_by_nobody()
    {
        _rig.Load((RecordKind.Setting, DepotRig.Setting(SettingKey.Gateways, [.. "[2001:db8::1]:5683,10.0.0.1:7"u8])));
        _rig.Gateway.Hosts["one"] = IPAddress.Parse("2001:db8::1");

        _rig.PowerUp();
        _rig.Run(65_000);

        Assert.Empty(_rig.Gateway.Questions);
        Assert.NotEmpty(_rig.Gateway.CheckIns);
    }

    [Fact]
    public void With_the_name_servers_silent_a_restart_finds_the_last_good_address()
    {
        Meet();
        _rig.Depot.Network.NameServers = NameFault.Silent;
        _rig.Gateway.CheckIns.Clear();

        _rig.Reboot();
        _rig.Run(65_000);

        Assert.NotEmpty(_rig.Gateway.CheckIns);
    }

    [Fact]
    public void Doors_and_keypad_do_not_wait_for_name_servers_that_are_silent()
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7));
        _rig.Depot.Network.NameServers = NameFault.Silent;
        _rig.PowerUp();

        long longestMs = _rig.LongestTickMs(400_000);
        _rig.Type(Digits + "#");
        _rig.Run(1000);

        Assert.InRange(longestMs, 0, 10);
        Assert.True(_rig.IsOpen(7));
        Assert.Empty(_rig.Gateway.SentTo);
        Assert.Equal(0, _rig.Depot.WatchdogResets);
    }

    [Fact]
    public void Name_servers_that_answer_anything_part_no_depot_from_a_gateway_it_knows()
    {
        Meet();
        _rig.Depot.Network.NameServers = NameFault.AnswersAnything;
        _rig.Gateway.SentTo.Clear();

        _rig.Run(3_600_000);
        _rig.Reboot();
        _rig.Run(600_000);

        Assert.All(_rig.Gateway.SentTo, sent => Assert.Contains(sent.To.Address, _rig.Gateway.Hosts.Values));
        Assert.InRange(_rig.Gateway.CheckIns.Count, 60, 90);
    }

    [Fact]
    public void A_gateway_that_moved_is_found_by_its_name_and_kept()
    {
        Meet();
        IPAddress moved = IPAddress.Parse("10.9.9.9");
        _rig.Gateway.Hosts["one"] = moved;
        _rig.Gateway.Hosts.Remove("two");
        _rig.Run(600_000);
        Assert.Contains(_rig.Gateway.SentTo, sent => sent.To.Address.Equals(moved));
        _rig.Depot.Network.NameServers = NameFault.Silent;
        _rig.Gateway.CheckIns.Clear();
        _rig.Gateway.SentTo.Clear();

        _rig.Reboot();
        _rig.Run(65_000);

        Assert.NotEmpty(_rig.Gateway.CheckIns);
        Assert.Equal(moved, _rig.Gateway.SentTo[0].To.Address);
    }

    [Theory]
    [InlineData(0, 54, 66)]
    [InlineData(300, 270, 306)]
    [InlineData(86_400, 3_240, 3_606)]
    public void A_name_is_asked_for_again_when_its_answer_is_old(uint seconds, int atLeast, int atMost)
    {
        _rig.Gateway.NameSeconds = seconds;
        _rig.PowerUp();
        _rig.Pass(minutes: 130);

        long[] asked = [.. _rig.Gateway.Questions.Where(question => question.Host == "one").Select(q => q.AtMs)];

        Assert.InRange(asked.Length, 2, 150);
        Assert.All(asked.Zip(asked[1..], (before, after) => (after - before) / 1000.0),
            gap => Assert.InRange(gap, atLeast, atMost));
    }

    [Fact]
    public void A_name_that_nobody_knows_is_asked_for_less_and_less()
    {
        _rig.Gateway.Hosts.Clear();
        _rig.PowerUp();
        _rig.Pass(minutes: 60);

        long[] asked = [.. _rig.Gateway.Questions.Where(question => question.Host == "one").Select(q => q.AtMs)];

        Assert.InRange(asked[1] - asked[0], 3_750, 5_300);
        Assert.InRange(asked.Length, 12, 30);
    }

    [Fact]
    public void A_flood_from_the_name_servers_address_does_not_hold_up_the_keypad()
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7));
        Meet();
        _rig.Gateway.Mangle = answer =>
        {
            for (int i = 0; i < 5_000; i++)
                _rig.Gateway.Deliver([(byte)i, (byte)(i >> 8), .. answer[2..]], VirtualNetwork.NameServer);
            return answer;
        };
        _rig.Run(65_000);
        _rig.Gateway.Mangle = null;

        long longestMs = _rig.LongestTickMs(2_000);
        _rig.Type(Digits + "#");
        _rig.Run(1000);

        Assert.InRange(longestMs, 0, 10);
        Assert.True(_rig.IsOpen(7));
    }

    [Fact]
    public void The_address_of_another_identity_is_not_kept()
    {
        Meet();
        _rig.Depot.SetPower(false);
        Assert.Contains(Kept(), value => value != 0);

        Assert.True(IdentityStore.Provision(_rig.Depot.Bench, _rig.Identity));

        Assert.All(Kept(), value => Assert.Equal(0, value));
    }

    private IEnumerable<byte> Kept() =>
        Enumerable.Range(FramMap.Addresses, 256).Select(at => _rig.Depot.Board.FramB.Memory[at]);

    private void Meet()
    {
        _rig.PowerUp();
        _rig.Run(130_000);
        Assert.NotEmpty(_rig.Gateway.CheckIns);
    }
}
