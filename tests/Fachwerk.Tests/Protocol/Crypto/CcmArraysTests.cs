using Fachwerk.Protocol.Crypto;
using Xunit;

namespace Fachwerk.Tests.Protocol.Crypto;

/// <summary>The controller's heap is small: what is handed to the native cipher is used again.</summary>
public sealed class CcmArraysTests
{
    private readonly TapedAes _aes = new();
    private readonly AesCcm _ccm;

    public CcmArraysTests() => _ccm = new AesCcm(_aes);

    // 15 blocks of text make 16 blocks of key stream, the longest that is kept for good; 1,120 is a whole datagram.
    [Theory]
    [InlineData(1, 40)]
    [InlineData(240, 40)]
    [InlineData(256, 40)]
    [InlineData(1_120, 40)]
    [InlineData(1_120, 0)]
    public void A_message_of_the_length_before_takes_no_new_arrays(int text, int aad)
    {
        Seal(text, aad);
        byte[][] first = _aes.Take();

        Seal(text, aad);

        Assert.True(AreTheSame(first, _aes.Take()));
    }

    [Fact]
    public void Without_additional_data_both_calls_share_one_array()
    {
        Seal(1_120, 0);
        byte[][] taken = _aes.Take();

        Assert.Same(taken[0], taken[1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(240)]
    public void Short_arrays_are_kept_whatever_comes_between(int text)
    {
        Seal(text, 0);
        byte[][] first = _aes.Take();
        Seal(800, 40);
        Seal(1_000, 40);
        _aes.Take();

        Seal(text, 0);

        Assert.True(AreTheSame(first, _aes.Take()));
    }

    private void Seal(int text, int aad) =>
        _ccm.Seal(new byte[16], new byte[13], new byte[aad], aad, new byte[text + 8], 0, text);

    private static bool AreTheSame(byte[][] left, byte[][] right) =>
        left.Length == right.Length && left.Zip(right).All(pair => ReferenceEquals(pair.First, pair.Second));

    private sealed class TapedAes : IAes128
    {
        private readonly FrameworkAes128 _aes = new();
        private readonly List<byte[]> _inputs = [];

        public byte[][] Take()
        {
            byte[][] inputs = [.. _inputs];
            _inputs.Clear();
            return inputs;
        }

        public byte[] EncryptCbc(byte[] key, byte[] iv, byte[] blocks)
        {
            _inputs.Add(blocks);
            return _aes.EncryptCbc(key, iv, blocks);
        }

        public byte[] EncryptEcb(byte[] key, byte[] blocks)
        {
            _inputs.Add(blocks);
            return _aes.EncryptEcb(key, blocks);
        }
    }
}
