using System.Net;
using System.Net.Sockets;
using Fachwerk.Backend.Gateway;
using Xunit;

namespace Fachwerk.Tests.Backend.Gateway;

[Trait("Promise", "G-02")]
public sealed class SourceKeysTests
{
    private readonly SourceKeys _keys = new([.. Enumerable.Range(1, SourceKeys.SeedBytes).Select(n => (byte)n)]);

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.254")]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.254")]
    [InlineData("2001:db8:1:200::1", "2001:db8:1:2ff:ffff:ffff:ffff:ffff")]
    public void One_network_is_a_24_of_IPv4_also_mapped_and_a_56_of_IPv6(string one, string other) =>
        Assert.Equal(_keys.NetworkOf(Of(one)), _keys.NetworkOf(Of(other)));

    [Theory]
    [InlineData("192.0.2.1", "192.0.3.1")]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.3.1")]
    [InlineData("::ffff:192.0.2.1", "::fffe:192.0.2.1")]
    [InlineData("2001:db8:1:200::1", "2001:db8:1:300::1")]
    public void Other_networks_are_told_apart(string one, string other) =>
        Assert.NotEqual(_keys.NetworkOf(Of(one)), _keys.NetworkOf(Of(other)));

    [Fact]
    public void The_same_IPv4_network_has_one_key_in_both_forms() =>
        Assert.Equal(_keys.NetworkOf(Of("192.0.2.1")), _keys.NetworkOf(Of("::ffff:192.0.2.9")));

    [Theory]
    [InlineData("192.0.2.1", 5000, "192.0.2.1", 5001)]
    [InlineData("192.0.2.1", 5000, "192.0.2.2", 5000)]
    [InlineData("::ffff:192.0.2.1", 5000, "::ffff:192.0.2.2", 5000)]
    [InlineData("2001:db8::1", 5000, "2001:db8::1", 5001)]
    [InlineData("2001:db8::1", 5000, "2001:db8:1::1", 5000)]
    public void A_source_is_address_and_port(string one, int onePort, string other, int otherPort)
    {
        Assert.Equal(_keys.SourceOf(Of(one, onePort)), _keys.SourceOf(Of(one, onePort)));
        Assert.NotEqual(_keys.SourceOf(Of(one, onePort)), _keys.SourceOf(Of(other, otherPort)));
    }

    [Fact]
    public void Another_process_has_other_keys()
    {
        var other = new SourceKeys(new byte[SourceKeys.SeedBytes]);

        Assert.NotEqual(_keys.SourceOf(Of("192.0.2.1")), other.SourceOf(Of("192.0.2.1")));
        Assert.NotEqual(_keys.NetworkOf(Of("192.0.2.1")), other.NetworkOf(Of("192.0.2.1")));
    }

    [Fact]
    public void Networks_spread_over_the_slots()
    {
        var slots = Enumerable.Range(0, 10_000)
            .Select(n => _keys.NetworkOf(Of($"10.{n / 250}.{n % 250}.1")) % SourceBudgets.Slots);

        // 10,000 balls into 65,536 boxes leave 9,280 of them with one or more.
        Assert.InRange(slots.Distinct().Count(), 9_150, 9_400);
    }

    private static byte[] Of(string address, int port = 5683)
    {
        var written = new IPEndPoint(IPAddress.Parse(address), port).Serialize();
        Assert.Contains(written.Family, new[] { AddressFamily.InterNetwork, AddressFamily.InterNetworkV6 });
        return written.Buffer.Span[..written.Size].ToArray();
    }
}
