using Fachwerk.Protocol.Oscore;
using Xunit;

namespace Fachwerk.Tests.Protocol.Oscore;

/// <summary>RFC 8613 §6.1 and the examples of §6.3.</summary>
public sealed class OscoreOptionTests
{
    // §6.3.1 to §6.3.3: requests with kid 0x25 and partial IV 5, with an empty kid and partial IV 0, with a kid
    // context.
    // §6.3.4 and §6.3.5: answers without and with a partial IV.
    [Theory]
    [InlineData("6.3.1", "090525", 5L, "25", null)]
    [InlineData("6.3.2", "0900", 0L, "", null)]
    [InlineData("6.3.3", "19050444616c656b", 5L, "", "44616c65", "6b")]
    [InlineData("6.3.4", "", OscoreOption.NoPartialIv, null, null)]
    [InlineData("6.3.5", "0107", 7L, null, null)]
    public void Codes_the_examples(
        string section, string hex, long partialIv, string? kid, string? kidContext, string kidTail = "")
    {
        var option = new OscoreOption();
        byte[] bytes = Hex.Bytes(hex);
        byte[] written = new byte[OscoreOption.ValueMax];

        bool read = option.TryRead(bytes, 0, bytes.Length);
        int count = option.Write(written, 0);

        Assert.True(read, section);
        Assert.Equal(partialIv, option.PartialIv);
        Assert.Equal(kid is not null, option.HasKid);
        Assert.Equal((kid ?? "") + kidTail, Hex.Text(option.Kid, 0, option.KidCount));
        Assert.Equal(kidContext is not null, option.HasKidContext);
        Assert.Equal(kidContext ?? "", Hex.Text(option.KidContext, 0, option.KidContextCount));
        Assert.Equal(hex, Hex.Text(written, 0, count));
    }

    // Reserved bits, reserved lengths 6 and 7, an all-zero flag byte, parts cut short, bytes left over, long ids, and a
    // partial IV with leading zeros.
    [Theory]
    [InlineData("00")]
    [InlineData("29052500")]
    [InlineData("49052500")]
    [InlineData("89052500")]
    [InlineData("0e 010203040506")]
    [InlineData("0f 01020304050607")]
    [InlineData("0a 01")]
    [InlineData("01")]
    [InlineData("0107 00")]
    [InlineData("19 05")]
    [InlineData("19 05 02 01")]
    [InlineData("19 05 ff 01")]
    [InlineData("19 05 09 010203040506070809")]
    [InlineData("09 05 0102030405060708")]
    [InlineData("0a 0005")]
    [InlineData("0d 00ffffffff")]
    public void Refuses_malformed_values(string hex)
    {
        byte[] bytes = Hex.Bytes(hex);

        Assert.False(new OscoreOption().TryRead(bytes, 0, bytes.Length));
    }

    [Theory]
    [InlineData(0L, "00")]
    [InlineData(255L, "ff")]
    [InlineData(256L, "0100")]
    [InlineData(0xFFFFFFL, "ffffff")]
    [InlineData(OscoreOption.PartialIvMax, "ffffffffff")]
    public void Writes_a_partial_iv_in_its_shortest_form(long partialIv, string expected)
    {
        byte[] buffer = new byte[5];

        int count = OscoreOption.WritePartialIv(partialIv, buffer, 0);

        Assert.Equal(expected, Hex.Text(buffer, 0, count));
        Assert.Equal(count, OscoreOption.PartialIvLength(partialIv));
    }
}
