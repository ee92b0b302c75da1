using System.Text;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Crypto;
using Xunit;

namespace Fachwerk.Tests.Protocol.Codes;

[Trait("Promise", "D-02")]
public sealed class OfflineCodeTests
{
    private const uint Controller = 1001;
    private const uint Epoch = 56;

    private static readonly byte[] Key = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];

    [Theory]
    [InlineData(0, 0u, 1, 0, 0u)]
    [InlineData(0, 1u, 2, 3, ((1 * 64) + 1) * 4 + 3u)]
    [InlineData(1, 0u, 1, 0, 8760u * 256)]
    [InlineData(3, 8u, 64, 1, 2 * 8760u * 256 + 4380u * 256 + (2 * 64 + 63) * 4 + 1)]
    [InlineData(7, 8756u, 64, 3, OfflineCode.NumbersCount - 1)]
    public void A_code_has_the_number_of_the_specification(
        int codeClass, uint startInYear, int compartment, int serial, uint number)
    {
        OfflineCode code = new()
        {
            Class = codeClass, Start = Epoch * 8760 + startInYear, Compartment = compartment, Serial = serial
        };

        Assert.Equal(number, code.Number);
    }

    [Fact]
    public void Ten_digits_lead_back_to_the_code_in_its_epoch_alone()
    {
        OfflineCodeCipher cipher = new(new FrameworkAes128(), Key, Controller);
        OfflineCode code = new() { Class = 4, Start = Epoch * 8760 + 12 * 30, Compartment = 7, Serial = 2 };
        byte[] digits = new byte[10];
        OfflineCode read = new();

        cipher.Write(code, digits, 0);
        bool isRead = cipher.TryRead(digits, 0, Epoch, read);

        Assert.Matches("^[0-9]{10}$", Encoding.ASCII.GetString(digits));
        Assert.True(isRead);
        Assert.Equal((4, code.Start, 7, 2), (read.Class, read.Start, read.Compartment, read.Serial));
        Assert.False(cipher.TryRead(digits, 0, Epoch + 1, read) && read.Start % 8760 == code.Start % 8760);
    }

    // The tweak is the controller's number and the epoch, so another depot's code is just some digits here.
    [Fact]
    public void Another_controller_gives_other_digits()
    {
        OfflineCode code = new() { Class = 0, Start = Epoch * 8760, Compartment = 1, Serial = 0 };
        byte[] here = new byte[10];
        byte[] there = new byte[10];

        new OfflineCodeCipher(new FrameworkAes128(), Key, Controller).Write(code, here, 0);
        new OfflineCodeCipher(new FrameworkAes128(), Key, Controller + 1).Write(code, there, 0);

        Assert.NotEqual(Encoding.ASCII.GetString(here), Encoding.ASCII.GetString(there));
    }

    [Fact]
    public void A_check_takes_ten_native_calls()
    {
        CountingAes aes = new(new FrameworkAes128());
        OfflineCodeCipher cipher = new(aes, Key, Controller);
        int atStart = aes.Calls;

        cipher.TryRead("0123456789"u8.ToArray(), 0, Epoch, new OfflineCode());

        Assert.Equal((1, 10), (atStart, aes.Calls - atStart));
    }

    private sealed class CountingAes(IAes128 aes) : IAes128
    {
        public int Calls { get; private set; }

        public byte[] EncryptCbc(byte[] key, byte[] iv, byte[] blocks)
        {
            Calls++;
            return aes.EncryptCbc(key, iv, blocks);
        }

        public byte[] EncryptEcb(byte[] key, byte[] blocks)
        {
            Calls++;
            return aes.EncryptEcb(key, blocks);
        }
    }
}
