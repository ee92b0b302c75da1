using System.Globalization;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Protocol;

/// <summary>Numbers that only tables of shared-protocol/SPEC.md and constants of the code have.</summary>
public sealed class SpecificationConstantTests
{
    private const uint Controller = 0x01020304;

    private static readonly OscoreContext Context =
        ControllerContext.ForController(new FrameworkHmac(), new byte[16], Controller, 7);

    // How each parameter of §5 stands in the code, in the words of its row.
    private static readonly Dictionary<string, string> Parameters = new()
    {
        ["AEAD"] = $"AES-CCM-16-64-128 (COSE {OscoreContext.Algorithm}): key[{Context.SenderKey.Length}], "
            + $"nonce[{Context.CommonIv.Length}], tag[{OscoreCodec.TagLength}]",
        ["KDF"] = "HKDF with SHA-256, `info` as RFC 8613 §3.2.1",
        ["master secret"] = $"the secret of the epoch, {ControllerContext.SecretLength} bytes",
        ["master salt"] = "empty",
        ["controller's sender id"] = $"controller[{Context.SenderId.Length}]",
        ["gateway's sender id"] = $"one byte `{Hex.Text(Context.RecipientId)}`",
        ["ID context"] = $"epoch[{Context.IdContext!.Length}], in every request of either side",
    };

    public static TheoryData<string, int> Options => new()
    {
        { "request of a controller", 3 }, { "request of the gateway", 4 }
    };

    [Fact]
    [Trait("Promise", "G-01")]
    public void The_parameters_of_the_protection_are_those_of_the_code() => Assert.Equal(
        SpecificationTable.Rows("## 5. Protection").Select(row => (row[0], row[1])),
        Parameters.Select(row => (row.Key, row.Value)));

    // flags[1] | partial IV[n] | s[1] | kid context[1] | kid, in the bytes of the table.
    [Theory]
    [MemberData(nameof(Options))]
    [Trait("Promise", "G-01")]
    public void The_option_of_a_request_has_the_bytes_of_the_table(string whose, int most)
    {
        int column = whose.Contains("controller", StringComparison.Ordinal) ? 1 : 2;
        Dictionary<string, string> cells = SpecificationTable.Rows("## 5. Protection", "| bytes | request")
            .ToDictionary(row => row[0], row => row[column].Trim('`'));
        OscoreContext context = column == 1
            ? Context : ControllerContext.ForGateway(new FrameworkHmac(), new byte[16], Controller, 7);
        OscoreOption option = new();
        byte[] value = new byte[OscoreOption.ValueMax];
        string kid = column == 1 ? "01020304" : cells["kid"];

        for (int n = 1; n <= most; n++)
        {
            option.SetRequest(context, (1L << (8 * n)) - 2);
            string flags = $"{Convert.ToInt32(cells["flags[1]"][..2], 16) + n:x2}";
            string partialIv = new string('f', 2 * n - 1) + "e";

            Assert.Equal(
                $"{flags}{partialIv}{cells["s[1]"]}07{kid}", Hex.Text(value, 0, option.Write(value, 0)));
        }
    }

    [Fact]
    [Trait("Promise", "D-02")]
    public void The_classes_of_offline_codes_last_and_start_as_the_table_says()
    {
        List<string[]> rows = SpecificationTable.Rows("### Offline codes");
        int[] classes = [.. Enumerable.Range(0, OfflineCode.Classes)];

        Assert.Equal(["lasts, hours", "step, hours"], rows.Select(row => row[0]));
        Assert.Equal(rows[0][1..], classes.Select(one => $"{OfflineCode.HoursOf(one)}"));
        Assert.Equal(rows[1][1..], classes.Select(one => $"{OfflineCode.StepOf(one)}"));
    }

    // The formula of §8, at the ends of each class.
    [Fact]
    [Trait("Promise", "D-02")]
    public void The_number_of_an_offline_code_is_that_of_the_formula()
    {
        long offset = 0;
        for (int one = 0; one < OfflineCode.Classes; one++)
        {
            uint step = OfflineCode.StepOf(one);
            uint last = 8760 - step;
            OfflineCode code = new() { Class = one, Start = 57 * 8760 + last, Compartment = 64, Serial = 3 };

            Assert.Equal(offset + (last / step * 64 + 63) * 4 + 3, code.Number);
            code = new() { Class = one, Start = 57 * 8760, Compartment = 1, Serial = 0 };
            Assert.Equal(offset, code.Number);
            offset += 8760 / step * 256;
        }

        Assert.Equal(7_101_440, offset);
        Assert.Equal((long)OfflineCode.NumbersCount, offset);
    }

    [Fact]
    public void A_code_record_has_its_fields_where_the_table_says()
    {
        CodeRecord record = new()
        {
            Tag = 0x0101010101010101, NotBefore = 0x02020202, NotAfter = 0x03030303, Compartment = 4,
            Flags = (CodeFlags)5, Uses = 6, Wanted = 7, CodeId = 0x08080808
        };
        byte[] bytes = new byte[CodeRecord.Length];
        record.Write(bytes, 0);
        List<string[]> rows = SpecificationTable.Rows("## 8. The synced table", "| at | code record");

        for (int i = 0; i < rows.Count; i++)
        {
            int at = int.Parse(rows[i][0], CultureInfo.InvariantCulture);
            int end = i + 1 < rows.Count ? int.Parse(rows[i + 1][0], CultureInfo.InvariantCulture) : bytes.Length;
            Assert.All(bytes[at..end], value => Assert.Equal(i + 1, value));
            Assert.EndsWith($"[{end - at}]", rows[i][1].Split(' ')[0].TrimEnd('*', '`'), StringComparison.Ordinal);
        }
    }
}
