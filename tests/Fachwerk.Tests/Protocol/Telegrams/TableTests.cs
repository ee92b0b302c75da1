using System.Security.Cryptography;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Protocol.Telegrams;

public sealed class TableTests
{
    // By hand: [0, 300, 70000, [[1, 2, compartment 7], [2, 1, code id 5]], 0x0102030405060708]
    private const string Body =
        "85 00 19012c 1a00011170 82 83 01 02 48 0702000100000000 83 02 01 44 00000005 1b0102030405060708";

    private readonly byte[] _buffer = new byte[Limits.TableBodyMax];
    private readonly TableReader _reader = new();

    [Fact]
    public void Writes_a_table_answer()
    {
        var writer = new TableWriter();
        byte[] record = new byte[CompartmentRecord.Length];
        var compartment = new CompartmentRecord
        {
            Number = 7, Size = CompartmentSize.Medium, Pool = CompartmentPool.Depot
        };
        compartment.Write(record, 0);

        writer.Begin(0, 300, 70_000, 2, _buffer, 0, _buffer.Length);
        writer.Add(TableOperation.Put, RecordKind.Compartment, record, 0, record.Length);
        writer.Add(TableOperation.Remove, RecordKind.Code, [0, 0, 0, 5], 0, 4);
        int count = writer.End(0x0102030405060708);

        Assert.Equal(Hex.Text(Hex.Bytes(Body)), Hex.Text(_buffer, 0, count));
    }

    [Fact]
    public void Reads_a_table_answer()
    {
        byte[] body = Hex.Bytes(Body);

        Assert.True(_reader.TryBegin(body, 0, body.Length));
        Assert.Equal((0u, 300u, 70_000u, 2), (_reader.From, _reader.To, _reader.AsOfEvent, _reader.Operations));
        Assert.Equal(0x0102030405060708ul, _reader.Digest);
        Assert.True(_reader.TryNext());
        Assert.Equal((1, 2), (_reader.Operation, _reader.Kind));
        Assert.Equal("0702000100000000", Hex.Text(body, _reader.ValueOffset, _reader.ValueCount));
        Assert.True(_reader.TryNext());
        Assert.Equal((2, 1), (_reader.Operation, _reader.Kind));
        Assert.Equal("00000005", Hex.Text(body, _reader.ValueOffset, _reader.ValueCount));
        Assert.False(_reader.TryNext());
    }

    [Fact]
    public void Refuses_a_truncated_table_answer()
    {
        byte[] body = Hex.Bytes(Body);

        for (int count = 0; count < body.Length; count++) Assert.False(_reader.TryBegin(body, 0, count));
        Assert.False(_reader.TryBegin([.. body, 0], 0, body.Length + 1));
    }

    [Fact]
    public void Holds_the_largest_table()
    {
        var writer = new TableWriter();
        writer.Begin(0, uint.MaxValue, uint.MaxValue, TableCode.LiveCodesMax + 64, _buffer, 0, _buffer.Length);
        byte[] record = new byte[CodeRecord.Length];
        for (int i = 0; i < TableCode.LiveCodesMax; i++)
        {
            writer.Add(TableOperation.Put, RecordKind.Code, record, 0, CodeRecord.Length);
        }

        for (int i = 0; i < Limits.CompartmentMax; i++)
        {
            writer.Add(TableOperation.Put, RecordKind.Compartment, record, 0, CompartmentRecord.Length);
        }

        int count = writer.End(ulong.MaxValue);

        Assert.InRange(count, 1, Limits.TableBodyMax - 2_000);
        Assert.True(_reader.TryBegin(_buffer, 0, count));
    }

    [Fact]
    public void Takes_the_longest_record_and_not_one_byte_more()
    {
        byte[] record = new byte[Limits.RecordMax + 1];
        var writer = new TableWriter();

        writer.Begin(0, 1, 0, 1, _buffer, 0, _buffer.Length);
        writer.Add(TableOperation.Put, RecordKind.Setting, record, 0, Limits.RecordMax);
        Assert.True(_reader.TryBegin(_buffer, 0, writer.End(0)));

        writer.Begin(0, 1, 0, 1, _buffer, 0, _buffer.Length);
        writer.Add(TableOperation.Put, RecordKind.Setting, record, 0, Limits.RecordMax + 1);
        Assert.False(_reader.TryBegin(_buffer, 0, writer.End(0)));
    }

    [Fact]
    public void Digest_is_the_sum_of_hmacs_over_kind_and_record_in_any_order()
    {
        byte[] key = new byte[32];
        byte[] code = new byte[CodeRecord.Length];
        byte[] setting = [4, 15];
        code[3] = 9;
        var digest = new TableDigest(new FrameworkHmac(), key);

        ulong one = digest.Of(RecordKind.Code, code, 0, code.Length);
        ulong two = digest.Of(RecordKind.Setting, [0xFF, .. setting], 1, 2);
        ulong sum = unchecked(one + two);

        Assert.Equal(BigEndian.ReadUInt64(HMACSHA256.HashData(key, (byte[])[1, .. code]), 0), one);
        Assert.Equal(BigEndian.ReadUInt64(HMACSHA256.HashData(key, (byte[])[3, .. setting]), 0), two);
        Assert.Equal(two, unchecked(sum - digest.Of(RecordKind.Code, code, 0, code.Length)));
    }

    [Theory]
    [InlineData("0702000100000000", true)]
    [InlineData("40011f03ffffffff", true)]
    [InlineData("0002000100000000", false)]
    [InlineData("4102000100000000", false)]
    [InlineData("0700000100000000", false)]
    [InlineData("0704000100000000", false)]
    [InlineData("0702000000000000", false)]
    [InlineData("0702000400000000", false)]
    [InlineData("07020001000000", false)]
    public void Reads_compartment_records(string hex, bool isRecord)
    {
        byte[] bytes = Hex.Bytes(hex);
        byte[] written = new byte[CompartmentRecord.Length];
        var record = new CompartmentRecord();

        bool read = record.TryRead(bytes, 0, bytes.Length);
        record.Write(written, 0);

        Assert.Equal(isRecord, read);
        Assert.True(!isRecord || Hex.Text(written) == hex);
    }
}
