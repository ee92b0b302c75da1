using Fachwerk.Simulator.Crypto;
using Xunit;

namespace Fachwerk.Tests.Simulator.Board;

public sealed class SoftwareCryptoTests
{
    [Fact]
    public void Encrypts_the_block_of_fips_197_appendix_c_1()
    {
        using SoftwareAes128 aes = new();
        byte[] key = Convert.FromHexString("000102030405060708090a0b0c0d0e0f");
        byte[] plain = Convert.FromHexString("00112233445566778899aabbccddeeff");

        Assert.Equal("69C4E0D86A7B0430D8CDB78070B4C55A", Convert.ToHexString(aes.EncryptEcb(key, plain)));
    }

    [Fact]
    public void Chains_the_blocks_of_sp_800_38a_f_2_1()
    {
        using SoftwareAes128 aes = new();
        byte[] key = Convert.FromHexString("2b7e151628aed2a6abf7158809cf4f3c");
        byte[] iv = Convert.FromHexString("000102030405060708090a0b0c0d0e0f");
        byte[] plain = Convert.FromHexString(
            "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");

        Assert.Equal(
            "7649ABAC8119B246CEE98E9B12E9197D5086CB9B507219EE95DB113A917678B2",
            Convert.ToHexString(aes.EncryptCbc(key, iv, plain)));
    }

    [Fact]
    public void Changes_keys_between_calls()
    {
        using SoftwareAes128 aes = new();
        byte[] block = new byte[16];
        byte[] first = aes.EncryptEcb(new byte[16], block);

        byte[] second = aes.EncryptEcb([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], block);

        Assert.NotEqual(first, second);
        Assert.Equal(first, aes.EncryptEcb(new byte[16], block));
    }

    [Fact]
    public void Computes_the_second_case_of_rfc_4231()
    {
        byte[] mac = new SoftwareHmacSha256().Compute("Jefe"u8.ToArray(), "what do ya want for nothing?"u8.ToArray());

        Assert.Equal(
            "5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843", Convert.ToHexString(mac));
    }
}
