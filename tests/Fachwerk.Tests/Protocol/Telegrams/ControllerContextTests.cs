using System.Security.Cryptography;
using System.Text;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Protocol.Telegrams;

public sealed class ControllerContextTests
{
    private static readonly byte[] Secret = Hex.Bytes("0102030405060708090a0b0c0d0e0f10");
    private static readonly FrameworkHmac Hmac = new();

    [Fact]
    public void Both_sides_hold_the_same_keys_the_other_way_round()
    {
        OscoreContext depot = ControllerContext.ForController(Hmac, Secret, 0x01020304, 7);
        OscoreContext gateway = ControllerContext.ForGateway(Hmac, Secret, 0x01020304, 7);

        Assert.Equal("01020304", Hex.Text(depot.SenderId));
        Assert.Equal("00", Hex.Text(depot.RecipientId));
        Assert.Equal("07", Hex.Text(depot.IdContext!));
        Assert.Equal(depot.SenderKey, gateway.RecipientKey);
        Assert.Equal(depot.RecipientKey, gateway.SenderKey);
        Assert.Equal(depot.CommonIv, gateway.CommonIv);
    }

    // Against the framework's HKDF, with the info written out as RFC 8613 §3.2.1 has it:
    // [h'01020304', h'07', 10, "Key", 16], [h'00', h'07', 10, "Key", 16], [h'', h'07', 10, "IV", 13].
    [Theory]
    [InlineData("85 4401020304 4107 0a 634b6579 10", 0)]
    [InlineData("85 4100 4107 0a 634b6579 10", 1)]
    [InlineData("85 40 4107 0a 624956 0d", 2)]
    public void Keys_come_from_the_info_of_rfc_8613(string info, int which)
    {
        OscoreContext depot = ControllerContext.ForController(Hmac, Secret, 0x01020304, 7);
        byte[][] keys = [depot.SenderKey, depot.RecipientKey, depot.CommonIv];

        byte[] expected = HKDF.DeriveKey(
            HashAlgorithmName.SHA256, Secret, keys[which].Length, [], Hex.Bytes(info));

        Assert.Equal(Hex.Text(expected), Hex.Text(keys[which]));
    }

    [Fact]
    public void An_epochs_secret_comes_from_the_one_before()
    {
        byte[] info = [.. Encoding.ASCII.GetBytes("fachwerk epoch"), 1, 2, 3, 4, 1];
        byte[] expected = HKDF.DeriveKey(HashAlgorithmName.SHA256, Secret, 16, [], info);

        byte[] next = ControllerContext.NextSecret(Hmac, Secret, 0x01020304, 1);

        Assert.Equal(Hex.Text(expected), Hex.Text(next));
    }

    [Fact]
    public void Epochs_are_reached_step_by_step_and_never_backwards()
    {
        byte[] one = ControllerContext.NextSecret(Hmac, Secret, 1001, 1);
        byte[] two = ControllerContext.NextSecret(Hmac, one, 1001, 2);

        Assert.Equal(Secret, ControllerContext.SecretOf(Hmac, Secret, 1001, 0, 0));
        Assert.Equal(two, ControllerContext.SecretOf(Hmac, Secret, 1001, 0, 2));
        Assert.Equal(two, ControllerContext.SecretOf(Hmac, one, 1001, 1, 2));
        Assert.Throws<ArgumentException>(() => ControllerContext.SecretOf(Hmac, one, 1001, 1, 0));
        Assert.Throws<ArgumentException>(() => ControllerContext.SecretOf(Hmac, one, 1001, 1, 256));
    }
}
