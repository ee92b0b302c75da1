using System.Security.Cryptography;
using Fachwerk.Protocol.Crypto;
using Xunit;

namespace Fachwerk.Tests.Protocol.Crypto;

/// <summary>Lengths around a block, against the framework's HKDF; and what the controller's HMAC gets.</summary>
public sealed class HkdfEdgeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(64)]
    [InlineData(65)]
    public void Agrees_with_the_framework_at_lengths_around_a_block(int length)
    {
        byte[] secret = Hex.Bytes("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b");
        byte[] info = Hex.Bytes("f0f1f2f3f4");

        byte[] derived = Hkdf.Derive(new FrameworkHmac(), [], secret, info, length);

        Assert.Equal(HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, length, [], info), derived);
    }

    // RFC 5869 §2.2: a salt that is not there is 32 zero bytes. The ESP32 takes no empty key.
    [Fact]
    public void No_key_is_empty()
    {
        KeyTape tape = new();

        Hkdf.Extract(tape, [], new byte[16]);

        Assert.Equal(new byte[32], tape.Key);
    }

    private sealed class KeyTape : IHmacSha256
    {
        public byte[] Key { get; private set; } = [];

        public byte[] Compute(byte[] key, byte[] data)
        {
            Key = key;
            return new byte[32];
        }
    }
}
