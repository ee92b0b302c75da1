using Fachwerk.Protocol.Crypto;
using Xunit;

namespace Fachwerk.Tests.Protocol.Crypto;

/// <summary>RFC 3610 §8: the packet vectors with a tag of 8 bytes.</summary>
public sealed class AesCcmTests
{
    private const string FirstKey = "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf";
    private const string SecondKey = "d7828d13b2b0bdc325a76236df93cc6b";

    [Theory]
    [InlineData(
        1, FirstKey, "00000003020100a0a1a2a3a4a5", "0001020304050607",
        "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e",
        "588c979a61c663d2f066d0c2c0f989806d5f6b61dac38417e8d12cfdf926e0")]
    [InlineData(
        2, FirstKey, "00000004030201a0a1a2a3a4a5", "0001020304050607",
        "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "72c91a36e135f8cf291ca894085c87e3cc15c439c9e43a3ba091d56e10400916")]
    [InlineData(
        3, FirstKey, "00000005040302a0a1a2a3a4a5", "0001020304050607",
        "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20",
        "51b1e5f44a197d1da46b0f8e2d282ae871e838bb64da8596574adaa76fbd9fb0c5")]
    [InlineData(
        4, FirstKey, "00000006050403a0a1a2a3a4a5", "000102030405060708090a0b",
        "0c0d0e0f101112131415161718191a1b1c1d1e",
        "a28c6865939a9a79faaa5c4c2a9d4a91cdac8c96c861b9c9e61ef1")]
    [InlineData(
        5, FirstKey, "00000007060504a0a1a2a3a4a5", "000102030405060708090a0b",
        "0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "dcf1fb7b5d9e23fb9d4e131253658ad86ebdca3e51e83f077d9c2d93")]
    [InlineData(
        6, FirstKey, "00000008070605a0a1a2a3a4a5", "000102030405060708090a0b",
        "0c0d0e0f101112131415161718191a1b1c1d1e1f20",
        "6fc1b011f006568b5171a42d953d469b2570a4bd87405a0443ac91cb94")]
    [InlineData(
        13, SecondKey, "00412b4ea9cdbe3c9696766cfa", "0be1a88bace018b1",
        "08e8cf97d820ea258460e96ad9cf5289054d895ceac47c",
        "4cb97f86a2a4689a877947ab8091ef5386a6ffbdd080f8e78cf7cb0cddd7b3")]
    [InlineData(
        14, SecondKey, "0033568ef7b2633c9696766cfa", "63018f76dc8a1bcb",
        "9020ea6f91bdd85afa0039ba4baff9bfb79c7028949cd0ec",
        "4ccb1e7ca981befaa0726c55d378061298c85c92814abc33c52ee81d7d77c08a")]
    [InlineData(
        15, SecondKey, "00103fe41336713c9696766cfa", "aa6cfa36cae86b40",
        "b916e0eacc1c00d7dcec68ec0b3bbb1a02de8a2d1aa346132e",
        "b1d23a2220ddc0ac900d9aa03c61fcf4a559a4417767089708a776796edb723506")]
    [InlineData(
        16, SecondKey, "00764c63b8058e3c9696766cfa", "d0d0735c531e1becf049c244",
        "12daac5630efa5396f770ce1a66b21f7b2101c",
        "14d253c3967b70609b7cbb7c499160283245269a6f49975bcadeaf")]
    [InlineData(
        17, SecondKey, "00f8b678094e3b3c9696766cfa", "77b60f011c03e1525899bcae",
        "e88b6a46c78d63e52eb8c546efb5de6f75e9cc0d",
        "5545ff1a085ee2efbf52b2e04bee1e2336c73e3f762c0c7744fe7e3c")]
    [InlineData(
        18, SecondKey, "00d560912d3f703c9696766cfa", "cd9044d2b71fdb8120ea60c0",
        "6435acbafb11a82e2f071d7ca4a5ebd93a803ba87f",
        "009769ecabdf48625594c59251e6035722675e04c847099e5ae0704551")]
    public void Seals_and_opens_the_packet_vectors_of_rfc_3610(
        int vector, string key, string nonce, string aad, string text, string expected)
    {
        var aes = new FrameworkAes128();
        var ccm = new AesCcm(aes);
        byte[] aadBytes = Hex.Bytes(aad);
        int textCount = text.Length / 2;
        byte[] buffer = new byte[3 + textCount + AesCcm.TagLength];
        Hex.Bytes(text).CopyTo(buffer, 3);

        ccm.Seal(Hex.Bytes(key), Hex.Bytes(nonce), aadBytes, aadBytes.Length, buffer, 3, textCount);
        string sealedText = Hex.Text(buffer, 3, buffer.Length - 3);
        bool opened = ccm.TryOpen(
            Hex.Bytes(key), Hex.Bytes(nonce), aadBytes, aadBytes.Length, buffer, 3, textCount + AesCcm.TagLength);

        Assert.Equal($"{vector}: {expected}", $"{vector}: {sealedText}");
        Assert.True(opened);
        Assert.Equal(text, Hex.Text(buffer, 3, textCount));
        Assert.Equal(4, aes.Calls);
    }

    [Fact]
    public void Refuses_every_flipped_bit_of_text_tag_additional_data_and_nonce()
    {
        var ccm = new AesCcm(new FrameworkAes128());
        byte[] key = Hex.Bytes(FirstKey);
        byte[] all = Hex.Bytes(
            "00000003020100a0a1a2a3a4a5" + "0001020304050607"
            + "588c979a61c663d2f066d0c2c0f989806d5f6b61dac38417e8d12cfdf926e0");

        for (int bit = 0; bit < all.Length * 8; bit++)
        {
            byte[] flipped = (byte[])all.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(ccm.TryOpen(key, flipped[..13], flipped[13..21], 8, flipped, 21, 31), $"bit {bit}");
        }
    }

    [Fact]
    public void Agrees_with_the_framework_at_every_length_up_to_a_datagram()
    {
        var ours = new AesCcm(new FrameworkAes128());
        var theirs = new FrameworkAead();
        byte[] key = Hex.Bytes(SecondKey);
        byte[] nonce = Hex.Bytes("00412b4ea9cdbe3c9696766cfa");
        byte[] aad = new byte[40];

        for (int count = 0; count <= 1_152; count++)
        {
            byte[] left = new byte[count + AesCcm.TagLength];
            byte[] right = new byte[count + AesCcm.TagLength];
            ours.Seal(key, nonce, aad, count % 41, left, 0, count);
            theirs.Seal(key, nonce, aad, count % 41, right, 0, count);
            Assert.Equal(right, left);
            Assert.True(ours.TryOpen(key, nonce, aad, count % 41, right, 0, right.Length));
        }
    }

    [Fact]
    public void Refuses_what_is_shorter_than_a_tag()
    {
        var ccm = new AesCcm(new FrameworkAes128());

        Assert.False(ccm.TryOpen(Hex.Bytes(FirstKey), new byte[13], [], 0, new byte[7], 0, 7));
    }
}
