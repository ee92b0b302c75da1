using System.Globalization;
using Fachwerk.Backend.Gateway;
using Xunit;
using TestSeed = Fachwerk.Tests.Protocol.TestSeed;

namespace Fachwerk.Tests.Backend.Gateway;

public sealed class AesNiAeadTests
{
    private const int Seed = 4_711_0815;
    private const int Cases = 100_000;

    // Nothing to compare on a processor without AES instructions: the framework's is used there.
    public static bool IsSupported => AesNiAead.IsSupported;

    // RFC 3610 §8, packet vector #1: 8 bytes of header, 23 of message, M = 8.
    [Fact(Skip = "No AES instructions on this processor", SkipUnless = nameof(IsSupported))]
    public void Seals_packet_vector_1()
    {
        var buffer = new byte[31];
        Hex("08090A0B0C0D0E0F101112131415161718191A1B1C1D1E").CopyTo(buffer, 0);

        new AesNiAead().Seal(Hex("C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF"), Hex("00000003020100A0A1A2A3A4A5"),
            Hex("0001020304050607"), 8, buffer, 0, 23);

        Assert.Equal("588C979A61C663D2F066D0C2C0F989806D5F6B61DAC38417E8D12CFDF926E0", Convert.ToHexString(buffer));
    }

    [Fact(Skip = "No AES instructions on this processor", SkipUnless = nameof(IsSupported))]
    public void Agrees_with_the_framework_on_100_000_random_cases()
    {
        var random = new Random(TestSeed.Next());
        var ours = new AesNiAead();
        var framework = new FrameworkAead();

        for (var i = 0; i < Cases; i++)
        {
            var (key, nonce, aad) = (Bytes(random, 16), Bytes(random, 13), Bytes(random, random.Next(0, 41)));
            var count = random.Next(0, 201);
            var offset = random.Next(0, 20);
            var plain = Bytes(random, offset + count + 8);
            var one = plain.ToArray();
            var two = plain.ToArray();

            ours.Seal(key, nonce, aad, aad.Length, one, offset, count);
            framework.Seal(key, nonce, aad, aad.Length, two, offset, count);

            Assert.True(one.AsSpan().SequenceEqual(two), string.Create(CultureInfo.InvariantCulture, $"case {i}"));
            Assert.True(ours.TryOpen(key, nonce, aad, aad.Length, one, offset, count + 8));
            Assert.True(one.AsSpan(offset, count).SequenceEqual(plain.AsSpan(offset, count)));
        }
    }

    [Fact(Skip = "No AES instructions on this processor", SkipUnless = nameof(IsSupported))]
    public void Refuses_every_flipped_bit_of_text_and_tag()
    {
        var random = new Random(Seed);
        var aead = new AesNiAead();
        var (key, nonce, aad) = (Bytes(random, 16), Bytes(random, 13), Bytes(random, 20));
        var sealedText = Bytes(random, 48);
        aead.Seal(key, nonce, aad, aad.Length, sealedText, 0, 40);

        for (var bit = 0; bit < sealedText.Length * 8; bit++)
        {
            var flipped = sealedText.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(aead.TryOpen(key, nonce, aad, aad.Length, flipped, 0, flipped.Length));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Refuses_what_is_shorter_than_a_tag(int count)
    {
        Assert.False(new AesNiAead().TryOpen(new byte[16], new byte[13], [], 0, new byte[8], 0, count));
        Assert.False(new FrameworkAead().TryOpen(new byte[16], new byte[13], [], 0, new byte[8], 0, count));
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Hex(string digits) => Convert.FromHexString(digits);
}
