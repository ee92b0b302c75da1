using System.Text;
using Xunit;

namespace Fachwerk.Tests.Protocol.Crypto;

/// <summary>RFC 4231 §4, SHA-256 column.</summary>
public sealed class HmacTests
{
    private const string LargerKeyText = "Test Using Larger Than Block-Size Key - Hash Key First";

    private const string LargerBothText =
        "This is a test using a larger than block-size key and a larger than block-size data. "
        + "The key needs to be hashed before being used by the HMAC algorithm.";

    public static TheoryData<string, byte[], byte[], string> Cases => new()
    {
        {
            "4.2", Repeat(0x0b, 20), Ascii("Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        },
        {
            "4.3", Ascii("Jefe"), Ascii("what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        },
        {
            "4.4", Repeat(0xaa, 20), Repeat(0xdd, 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        },
        {
            "4.5", Hex.Bytes("0102030405060708090a0b0c0d0e0f10111213141516171819"), Repeat(0xcd, 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        },
        { "4.6", Repeat(0x0c, 20), Ascii("Test With Truncation"), "a3b6167473100ee06e0c796c2955552b" },
        {
            "4.7", Repeat(0xaa, 131), Ascii(LargerKeyText),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        },
        {
            "4.8", Repeat(0xaa, 131), Ascii(LargerBothText),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        }
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_the_hmac_of_rfc_4231(string section, byte[] key, byte[] data, string expected)
    {
        byte[] mac = new FrameworkHmac().Compute(key, data);

        Assert.True(Hex.Text(mac).StartsWith(expected, StringComparison.Ordinal), section);
    }

    private static byte[] Repeat(byte value, int count)
    {
        byte[] bytes = new byte[count];
        Array.Fill(bytes, value);
        return bytes;
    }

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
