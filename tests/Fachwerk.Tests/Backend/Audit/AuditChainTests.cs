using System.Security.Cryptography;
using System.Text;
using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Xunit;

namespace Fachwerk.Tests.Backend.Audit;

public sealed class AuditChainTests
{
    private static readonly Guid Depot = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1).AddMicroseconds(2);

    [Fact]
    [Trait("Promise", "H-07")]
    public void Hashes_the_bytes_that_its_table_of_bytes_says()
    {
        // 1,000,002 microseconds = 0x0F4242; 2,000,002 = 0x1E8482.
        byte[] expected =
        [
            .. Enumerable.Repeat((byte)0xAA, 32),
            .. Convert.FromHexString("0000000000000102"),
            .. Convert.FromHexString("00000000000F4242"),
            .. Convert.FromHexString("00000000001E8482"),
            .. Convert.FromHexString("00000003"), .. "a.b"u8,
            .. Convert.FromHexString("00112233445566778899AABBCCDDEEFF"),
            .. Convert.FromHexString("0007"),
            .. Convert.FromHexString("00000006"), .. "system"u8,
            .. Convert.FromHexString("0000000A"), .. Encoding.UTF8.GetBytes("{\"x\":\"ü\"}")
        ];

        var hash = AuditChain.Hash([.. Enumerable.Repeat((byte)0xAA, 32)], 258, At, At.AddSeconds(1), "a.b",
            new DepotId(Depot), 7, "system", "{\"x\":\"ü\"}");

        Assert.Equal(SHA256.HashData(expected), hash);
    }

    [Fact]
    [Trait("Promise", "H-07")]
    public void Moving_a_letter_from_one_field_to_the_next_changes_the_hash()
    {
        var one = AuditChain.Hash(AuditChain.Start, 1, At, At, "ab", null, null, "c", "{}");
        var other = AuditChain.Hash(AuditChain.Start, 1, At, At, "a", null, null, "bc", "{}");

        Assert.NotEqual(one, other);
    }

    [Fact]
    public void Keeps_times_as_whole_microseconds() =>
        Assert.Equal(At, AuditChain.Whole(At.AddTicks(9)));
}
