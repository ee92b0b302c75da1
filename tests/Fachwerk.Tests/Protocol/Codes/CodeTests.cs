using System.Security.Cryptography;
using System.Text;
using Fachwerk.Protocol.Codes;
using Xunit;

namespace Fachwerk.Tests.Protocol.Codes;

public sealed class CodeTests
{
    private static readonly byte[] Secret = Hex.Bytes("0102030405060708090a0b0c0d0e0f10");

    [Theory]
    [InlineData("fachwerk table code", CodeKeys.TableKeyLength)]
    [InlineData("fachwerk offline code", CodeKeys.OfflineKeyLength)]
    public void Keys_are_derived_under_their_label_and_controller(string label, int length)
    {
        var hmac = new FrameworkHmac();
        byte[] info = [.. Encoding.ASCII.GetBytes(label), 0, 0, 3, 0xE9];
        byte[] expected = HKDF.DeriveKey(HashAlgorithmName.SHA256, Secret, length, [], info);

        byte[] derived = length == CodeKeys.TableKeyLength
            ? CodeKeys.DeriveTableKey(hmac, Secret, 1001)
            : CodeKeys.DeriveOfflineKey(hmac, Secret, 1001);

        Assert.Equal(Hex.Text(expected), Hex.Text(derived));
    }

    // RFC 4231 §4.3: the first 8 bytes of that HMAC.
    [Fact]
    public void A_tag_is_the_first_8_bytes_of_the_hmac()
    {
        ulong tag = TableCode.Tag(new FrameworkHmac(), "Jefe"u8.ToArray(), "what do ya want for nothing?"u8.ToArray());

        Assert.Equal(0x5bdcc146bf60754eul, tag);
    }

    [Fact]
    public void A_record_has_the_layout_of_the_specification()
    {
        var record = new CodeRecord
        {
            Tag = 0x0102030405060708,
            NotBefore = 0x11121314,
            NotAfter = 0xF1F2F3F4,
            Compartment = CodeRecord.AnyCompartment,
            Flags = CodeFlags.Deposit | CodeFlags.MoreTime,
            Uses = 3,
            Wanted = 0x0A,
            CodeId = 0x81828384
        };
        byte[] buffer = new byte[26];
        var read = new CodeRecord();

        record.Write(buffer, 1);

        Assert.Equal(
            Hex.Text(Hex.Bytes("00 0102030405060708 11121314 f1f2f3f4 ff 21 03 0a 81828384 00")), Hex.Text(buffer));
        Assert.True(read.TryRead(buffer, 1, CodeRecord.Length));
        Assert.Equal((record.Tag, record.NotBefore, record.NotAfter), (read.Tag, read.NotBefore, read.NotAfter));
        Assert.Equal((record.Compartment, record.Flags, record.Uses), (read.Compartment, read.Flags, read.Uses));
        Assert.Equal((record.Wanted, record.CodeId), (read.Wanted, read.CodeId));
        Assert.Equal(record.Tag, CodeRecord.TagOf(buffer, 1));
        Assert.Equal(record.CodeId, CodeRecord.CodeIdOf(buffer, 1));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(64, true)]
    [InlineData(255, true)]
    [InlineData(0, false)]
    [InlineData(65, false)]
    public void A_record_needs_a_compartment_that_can_be(int compartment, bool isRecord)
    {
        byte[] buffer = new byte[CodeRecord.Length];
        new CodeRecord { Compartment = compartment }.Write(buffer, 0);

        Assert.Equal(isRecord, new CodeRecord().TryRead(buffer, 0, buffer.Length));
        Assert.False(new CodeRecord().TryRead(buffer, 0, buffer.Length - 1));
    }
}
