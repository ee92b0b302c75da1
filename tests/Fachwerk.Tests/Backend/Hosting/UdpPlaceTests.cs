using System.Net;
using Fachwerk.Backend.Hosting;
using Xunit;

namespace Fachwerk.Tests.Backend.Hosting;

public sealed class UdpPlaceTests
{
    [Theory]
    [InlineData("5683", null, 5683)]
    [InlineData("0", null, 0)]
    [InlineData("127.0.0.1:5683", "127.0.0.1", 5683)]
    [InlineData("0.0.0.0:0", "0.0.0.0", 0)]
    [InlineData("[::]:5683", "::", 5683)]
    [InlineData("[fe80::1]:5683", "fe80::1", 5683)]
    public void Reads_a_port_or_an_address_and_a_port(string text, string? address, int port)
    {
        Assert.True(UdpPlace.TryParse(text, out var place));
        Assert.Equal((address, port), (place.Address?.ToString(), place.Port));
        Assert.Equal(text, place.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("65536")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("fe80::1:5683")]
    [InlineData("[::1]")]
    [InlineData("gateway:5683")]
    [InlineData("127.0.0.1:70000")]
    public void Refuses_what_is_neither(string text) => Assert.False(UdpPlace.TryParse(text, out _));

    [Theory]
    [InlineData("::", "127.0.0.1:7")]
    [InlineData("0.0.0.0", "127.0.0.1:7")]
    [InlineData("192.0.2.1", "192.0.2.1:7")]
    public void A_program_of_this_machine_reaches_it_there(string address, string reached) =>
        Assert.Equal(reached, UdpPlace.Reached(IPAddress.Parse(address), 7));
}
