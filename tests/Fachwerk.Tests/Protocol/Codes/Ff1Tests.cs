using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Crypto;
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

    // SP 800-38G, algorithm 7, steps 3 and 6.i: a half of v numerals takes b = ⌈⌈v · log2(radix)⌉ / 8⌉ bytes, and
    // tweak, round and half are padded to whole blocks. Eight bits are one byte, nine are two.
    [Theory]
    [InlineData(2, 16, 14, 16)]
    [InlineData(2, 18, 14, 32)]
    [InlineData(16, 12, 13, 32)]
    [InlineData(10, 10, 5, 16)]
    [InlineData(10, 10, 12, 16)]
    [InlineData(10, 10, 13, 32)]
    public void What_is_encrypted_is_as_long_as_the_standard_says(int radix, int count, int tweakBytes, int bytes)
    {
        LengthTape aes = new();

        new Ff1(aes, Key, radix, count, tweakBytes).Encrypt(new byte[tweakBytes], new byte[count]);

        Assert.Equal(Enumerable.Repeat(bytes, 10), aes.Lengths);
    }

    private static byte[] Values(string text) => [.. text.Select(one => (byte)Numerals.IndexOf(one))];

    private static string Text(byte[] values) => string.Concat(values.Select(value => Numerals[value]));

    private sealed class LengthTape : IAes128
    {
        public List<int> Lengths { get; } = [];

        public byte[] EncryptCbc(byte[] key, byte[] iv, byte[] blocks)
        {
            Lengths.Add(blocks.Length);
            return new byte[blocks.Length];
        }

        public byte[] EncryptEcb(byte[] key, byte[] blocks) => new byte[blocks.Length];
    }
}
