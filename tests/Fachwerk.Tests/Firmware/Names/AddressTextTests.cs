using System.Net;
using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Names;
using Xunit;

namespace Fachwerk.Tests.Firmware.Names;

/// <summary>Addresses in text; the framework's own reader says what is right.</summary>
public sealed class AddressTextTests
{
    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("1::")]
    [InlineData("2001:db8::8:800:200C:417A")]
    [InlineData("2001:DB8:0:0:8:800:200C:417A")]
    [InlineData("ff01::101")]
    [InlineData("::ffff:192.0.2.33")]
    [InlineData("64:ff9b::192.0.2.33")]
    [InlineData("1:2:3:4:5:6:7:8")]
    [InlineData("1:2:3:4:5:6:7::")]
    public void Reads_what_the_standard_writes(string text)
    {
        NetworkAddress address = new();

        Assert.True(AddressText.TryRead($"x{text}y", 1, text.Length + 1, address));

        Assert.Equal(IPAddress.Parse(text).GetAddressBytes(), address.Bytes[..address.Count]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.256")]
    [InlineData("1.2.3.0004")]
    [InlineData("1.2..4")]
    [InlineData("1.2.3.")]
    [InlineData("a.b.c.d")]
    [InlineData("gateway")]
    [InlineData(":")]
    [InlineData(":1")]
    [InlineData("1:")]
    [InlineData(":::")]
    [InlineData("1::2::3")]
    [InlineData("12345::")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4:5:6:7:8::")]
    [InlineData("g::1")]
    [InlineData("::1.2.3")]
    [InlineData("1:2:3:4:5:6:7:1.2.3.4")]
    public void Refuses_what_is_none(string text)
    {
        NetworkAddress address = new();
        address.Set([1, 2, 3, 4], 0, 4);

        Assert.False(AddressText.TryRead(text, 0, text.Length, address));
        Assert.Equal(0, address.Count);
    }

    [Theory]
    [InlineData("5683", 5683)]
    [InlineData("65535", 65535)]
    [InlineData("0", 0)]
    [InlineData("65536", -1)]
    [InlineData("99999999999999999999", -1)]
    [InlineData("-1", -1)]
    [InlineData("", -1)]
    public void Reads_a_port(string text, int port) =>
        Assert.Equal(port, AddressText.ReadNumber(text, 0, text.Length, 65535));
}
