using Fachwerk.Firmware.Board;
using Fachwerk.Protocol.Crypto;
using Fachwerk.SelfTest;
using Fachwerk.Simulator.Crypto;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>The device's self-test on .NET: it passes on sound cryptography and fails on any other.</summary>
public sealed class SelfTestTests
{
    private const int All = 22;

    [Fact]
    [Trait("Promise", "D-02")]
    public void Passes_on_sound_cryptography()
    {
        using SoftwareCryptoChip crypto = new();
        SelfTests tests = new(crypto);

        tests.Run();

        Assert.Equal((All, 0), (tests.Passed, tests.FailedCount));
    }

    [Fact]
    public void Names_what_fails_on_a_cipher_that_changes_nothing()
    {
        SelfTests tests = new(new Broken());

        tests.Run();

        Assert.InRange(tests.FailedCount, 10, All);
        Assert.Contains("oscore C.4", Enumerable.Range(0, tests.FailedCount).Select(tests.FailedName));
    }

    private sealed class Broken : ICryptoChip, IAes128, IHmacSha256
    {
        public IAes128 Aes => this;

        public IHmacSha256 Hmac => this;

        public byte[] EncryptCbc(byte[] key, byte[] iv, byte[] blocks) => [.. blocks];

        public byte[] EncryptEcb(byte[] key, byte[] blocks) => [.. blocks];

        public byte[] Compute(byte[] key, byte[] data) => new byte[32];
    }
}
