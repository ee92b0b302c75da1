using Fachwerk.Protocol.Codes;
using Xunit;

namespace Fachwerk.Tests.Protocol.Codes;

/// <summary>The AES-128 samples that NIST publishes beside SP 800-38G ("FF1samples"), 1 to 3.</summary>
[Trait("Promise", "D-02")]
public sealed class Ff1Tests
{
    private const string Numerals = "0123456789abcdefghijklmnopqrstuvwxyz";

    private static readonly byte[] Key = Hex.Bytes("2B7E151628AED2A6ABF7158809CF4F3C");

    [Theory]
    [InlineData(10, "", "0123456789", "2433477484")]
    [InlineData(10, "39383736353433323130", "0123456789", "6124200773")]
    [InlineData(36, "3737373770717273373737", "0123456789abcdefghi", "a9tv40mll9kdu509eum")]
    public void Agrees_with_the_samples_of_nist(int radix, string tweakHex, string plain, string cipher)
    {
        byte[] tweak = Hex.Bytes(tweakHex);
        Ff1 ff1 = new(new FrameworkAes128(), Key, radix, plain.Length, tweak.Length);
        byte[] text = Values(plain);

        ff1.Encrypt(tweak, text);
        string encrypted = Text(text);
        ff1.Decrypt(tweak, text);

        Assert.Equal(cipher, encrypted);
        Assert.Equal(plain, Text(text));
    }

    private static byte[] Values(string text) => [.. text.Select(one => (byte)Numerals.IndexOf(one))];

    private static string Text(byte[] values) => string.Concat(values.Select(value => Numerals[value]));
}
