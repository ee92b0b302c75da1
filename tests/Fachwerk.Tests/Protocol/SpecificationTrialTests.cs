using Fachwerk.Backend.Gateway;
using Fachwerk.Protocol;
using Fachwerk.Protocol.Cbor;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Tests.Firmware;
using Xunit;

namespace Fachwerk.Tests.Protocol;

/// <summary>Tries what the tables of shared-protocol/SPEC.md say: a row that nobody tries is a failure, too.</summary>
public sealed class SpecificationTrialTests
{
    private const int PartialIvBytesMax = 5;
    private const int MethodMax = 4;

    private static readonly byte[] Text = [0x61, 0x61];

    // Whether so much is taken; what stands in a body's table is tried there.
    private static readonly Dictionary<string, Func<int, bool>> LimitTrials = new()
    {
        ["datagram"] = TakesDatagram,
        ["block of table or image"] = TakesBlock,
        ["events in one telegram"] = TakesEvents,
        ["table answer over all blocks"] = TakesTable,
        ["table record"] = TakesRecord,
        ["CBOR nesting"] = TakesNesting,
        ["detail items a reader looks at"] = LooksAtDetails,
        ["`nextCheckInSeconds`"] = seconds => Takes("### 6.2 Answer to a check-in", 3, seconds),
        ["`waitSeconds`"] = seconds => Takes("### 6.4 Answer to events", 1, seconds),
    };

    private static readonly Dictionary<string, Func<byte[], bool>> Bodies = new()
    {
        ["### 6.1 Check-in"] = body => new CheckIn().TryRead(body, 0, body.Length),
        ["### 6.2 Answer to a check-in"] = body => new CheckInAnswer().TryRead(body, 0, body.Length),
        ["### 6.4 Answer to events"] = body => new EventsAnswer().TryRead(body, 0, body.Length),
        ["### 6.6 Order"] = body => new OrderTelegram().TryRead(body, 0, body.Length),
        ["### 6.7 Answer to an order"] = body => new OrderAnswer().TryRead(body, 0, body.Length),
    };

    // The earliest time is a least one: the tests of depot and node clocks reach it.
    public static TheoryData<string> LimitRows =>
        [.. SpecificationTable.Rows("## 2. Limits").Select(row => row[0]).Where(what => what != "earliest time")];

    public static TheoryData<string> OptionRows => [.. SpecificationTable.Rows("## 4. CoAP").Select(row => row[0])];

    public static TheoryData<string> ResourceRows =>
        [.. SpecificationTable.Rows("## 6. Resources").Select(row => row[0])];

    public static TheoryData<string> BodyHeadings => [.. Bodies.Keys];

    [Theory]
    [MemberData(nameof(LimitRows))]
    public void A_limit_is_reached_and_one_more_is_refused(string what)
    {
        string cell = SpecificationTable.Rows("## 2. Limits").Single(row => row[0] == what)[1];
        (decimal Least, decimal Most)? range = SpecificationTable.Range(cell);
        int most = (int?)range?.Most ?? SpecificationTable.First(cell);

        Assert.True(LimitTrials[what](most));
        Assert.False(LimitTrials[what](most + 1));
        Assert.False(range is not null && LimitTrials[what]((int)range.Value.Least - 1));
    }

    [Theory]
    [MemberData(nameof(OptionRows))]
    public void An_option_has_its_number_and_counts_once(string name)
    {
        int number = (int)typeof(CoapOption).GetField(name.Replace("-", "", StringComparison.Ordinal))!
            .GetRawConstantValue()!;
        byte[] value = number switch
        {
            CoapOption.UriPath => [(byte)Resource.Table],
            CoapOption.UriQuery => "since=7"u8.ToArray(),
            CoapOption.Block2 => [0x16],
            _ => [1, 2, 3, 4],
        };

        (WireError Error, string Found) once = ReadOptions((number, value));
        (WireError Error, string Found) twice = ReadOptions((number, value), (number, [.. value]));

        Assert.Equal(name, SpecificationTable.Rows("## 4. CoAP").Single(row => row[1] == $"{number}")[0]);
        Assert.Equal((WireError.None, name), once);
        bool isRefused = number is CoapOption.UriQuery or CoapOption.Block2;
        Assert.Equal(isRefused ? WireError.Option : WireError.None, twice.Error);
        Assert.Equal(number == CoapOption.UriPath ? "" : name, isRefused ? name : twice.Found);
    }

    [Fact]
    public void No_other_critical_option_is_taken_and_every_other_elective_one_is_ignored()
    {
        int[] known = [.. SpecificationTable.Rows("## 4. CoAP").Select(row => SpecificationTable.First(row[1]))];

        foreach (int number in Enumerable.Range(1, 300).Except(known))
            Assert.Equal(
                (number, CoapOption.IsCritical(number) ? WireError.Option : WireError.None),
                (number, ReadOptions((number, [1])).Error));
    }

    [Fact]
    public void An_echo_of_another_length_than_stated_is_ignored()
    {
        string[] row = SpecificationTable.Rows("## 4. CoAP").Single(cells => cells[0] == "Echo");
        (decimal least, decimal most) = SpecificationTable.Range(row[3])!.Value;

        for (int length = 0; length <= most + 1; length++)
            Assert.Equal(length >= least && length <= most ? "Echo" : "", ReadOptions((252, new byte[length])).Found);
    }

    [Fact]
    [Trait("Promise", "G-02")]
    public void A_partial_iv_of_a_controller_has_as_many_bytes_as_stated()
    {
        int most = PartialIvBytes(1);

        for (int bytes = 1; bytes <= PartialIvBytesMax; bytes++)
        {
            DropReason? reason = GateTrial.Check(CoapCode.Post, 'c', (1L << (8 * bytes)) - 1).Reason;
            Assert.Equal((bytes, bytes <= most ? null : DropReason.Malformed), (bytes, reason));
        }
    }

    [Fact]
    [Trait("Promise", "D-10")]
    public void A_partial_iv_of_the_gateway_has_as_many_bytes_as_stated_and_ends_there()
    {
        int most = PartialIvBytes(2);
        using DepotRig rig = new();
        rig.PowerUp();
        rig.Run(61_000);

        for (int bytes = 1; bytes <= PartialIvBytesMax; bytes++)
        {
            rig.Gateway.NextIv = (1L << (8 * bytes)) - (bytes == most ? 2 : 1);
            rig.Gateway.SendOrder((uint)bytes, OrderKind.Identify, 0, rig.NowUnix + 300);
            rig.Run(1_000);
        }

        Assert.Equal(Enumerable.Range(1, most), rig.Gateway.OrderAnswers.Select(answer => (int)answer.OrderId));
    }

    [Theory]
    [MemberData(nameof(ResourceRows))]
    [Trait("Promise", "G-02")]
    public void A_resource_is_served_by_whom_and_under_the_method_that_is_stated(string letter)
    {
        string[] row = SpecificationTable.Rows("## 6. Resources").Single(cells => cells[0] == letter);
        using DepotRig rig = new();
        rig.PowerUp();
        rig.Run(61_000);

        for (int method = CoapCode.Get; method <= MethodMax; method++)
        {
            bool isStated = method == (row[3] == "GET" ? CoapCode.Get : CoapCode.Post);
            Assert.Equal(
                (method, row[2] != "gateway" ? CoapCode.NotFound : isStated ? 0 : CoapCode.MethodNotAllowed),
                (method, GateTrial.Check(method, letter[0], 7).Missed));
            rig.Gateway.AnswerCodes.Clear();
            rig.Gateway.SendRequest(method, letter[0], [0x80]);
            rig.Run(1_000);
            Assert.Equal(
                [row[2] == "depot" && isStated ? CoapCode.BadRequest : CoapCode.NotFound], rig.Gateway.AnswerCodes);
        }
    }

    [Theory]
    [MemberData(nameof(BodyHeadings))]
    public void A_body_takes_each_item_in_its_range_and_nothing_beside_it(string heading)
    {
        List<string[]> items = SpecificationTable.Rows(heading);
        bool isOptional = items[^1][0].EndsWith('?') || items[^1][2].StartsWith("only when", StringComparison.Ordinal);

        for (int i = 0; i < items.Count; i++)
        {
            (decimal least, decimal most) = SpecificationTable.Range(items[i][1]) ?? BytesOf(items[i][1]);
            Assert.True(Takes(heading, i, least) && Takes(heading, i, most), items[i][0]);
            Assert.False(Takes(heading, i, most + 1), $"{items[i][0]} above its range");
            Assert.False(least > -128 && Takes(heading, i, least - 1), $"{items[i][0]} below its range");
            Assert.False(Bodies[heading](Body(items, i, Text)), $"{items[i][0]} of another type");
        }

        Assert.False(Bodies[heading](Body(items[..^(isOptional ? 2 : 1)], -1, [])), "an item is missing");
        Assert.True(Bodies[heading](Body([.. items, ["appended", "0 to 1", ""]], -1, [])), "an item is appended");
    }

    [Fact]
    public void Every_body_that_is_a_plain_array_is_tried()
    {
        IEnumerable<string> headings = SpecificationTable.Headings()
            .Where(heading => heading.StartsWith("### 6.", StringComparison.Ordinal));

        // Events and the table have tests of their own; the last one is about time.
        Assert.Equal(
            headings.Except(["### 6.3 Events", "### 6.5 Table", "### 6.8 Time"]), Bodies.Keys);
    }

    [Fact]
    public void Events_take_each_item_in_its_range()
    {
        string[] number = SpecificationTable.Rows("### 6.3 Events")[0];
        (decimal first, decimal last) = SpecificationTable.Range(number[1])!.Value;
        List<string[]> items = SpecificationTable.Rows("### 6.3 Events", "| item of an event");

        Assert.True(TakesEvent(Integer(first), items, -1, 0) && TakesEvent(Integer(last), items, -1, 0));
        Assert.False(TakesEvent(Integer(first - 1), items, -1, 0) || TakesEvent(Integer(last + 1), items, -1, 0));
        for (int i = 0; i < items.Count; i++)
        {
            (decimal least, decimal most) = SpecificationTable.Range(items[i][1])!.Value;
            Assert.True(TakesEvent([1], items, i, least) && TakesEvent([1], items, i, most), items[i][0]);
            Assert.False(TakesEvent([1], items, i, most + 1), items[i][0]);
            Assert.False(TakesEvent([1], items, i, least - 1), items[i][0]);
        }
    }

    [Fact]
    public void A_table_takes_versions_of_32_bits_and_a_digest_of_64()
    {
        byte[][] most = [Integer(uint.MaxValue), Integer(uint.MaxValue), Integer(uint.MaxValue), [0x80],
            Integer(ulong.MaxValue)];

        Assert.True(TakesTable(Array(most)));
        for (int i = 0; i < 3; i++)
            Assert.False(TakesTable(Array([.. most[..i], Integer(1L << 32), .. most[(i + 1)..]])), $"item {i}");
        Assert.False(TakesTable(Array(most[..^1])));
    }

    private static int PartialIvBytes(int column)
    {
        string cell = SpecificationTable.Rows("## 5. Protection", "| bytes | request")
            .Single(row => row[0].StartsWith("partial IV", StringComparison.Ordinal))[column];
        return (int)SpecificationTable.Range(cell)!.Value.Most;
    }

    private static bool Takes(string heading, int item, decimal value)
    {
        List<string[]> items = SpecificationTable.Rows(heading);
        bool isBytes = SpecificationTable.Range(items[item][1]) is null;
        return Bodies[heading](Body(items, item, isBytes ? Bytes((int)value) : Integer(value)));
    }

    // All items at the least value they can have but one.
    private static byte[] Body(List<string[]> items, int item, byte[] value) => Array([.. items.Select((row, i) =>
        i == item ? value : SpecificationTable.Range(row[1]) is { } range ? Integer(range.Least) : Bytes(0))]);

    private static (decimal, decimal) BytesOf(string cell)
    {
        Assert.StartsWith("bytes, at most ", cell, StringComparison.Ordinal);
        return (0, SpecificationTable.First(cell["bytes, at most ".Length..]));
    }

    private static byte[] Array(params byte[][] items) =>
        [.. Head(4, (ulong)items.Length), .. items.SelectMany(item => item)];

    private static byte[] Integer(decimal value) => value < 0 ? Head(1, (ulong)(-1 - value)) : Head(0, (ulong)value);

    // A length below 0 does not exist: an integer stands for it.
    private static byte[] Bytes(int count) => count < 0 ? [0] : [.. Head(2, (ulong)count), .. new byte[count]];

    private static byte[] Head(int type, ulong value)
    {
        CborWriter writer = new();
        byte[] head = new byte[9];
        writer.Reset(head, 0, head.Length);
        writer.WriteUnsigned(value);
        head[0] |= (byte)(type << 5);
        return head[..writer.Count];
    }

    private static (WireError Error, string Found) ReadOptions(params (int Number, byte[] Value)[] options)
    {
        CoapWriter writer = new();
        byte[] bytes = new byte[256];
        writer.Reset(bytes, 0, bytes.Length);
        writer.WriteCode(CoapCode.Get);
        foreach ((int number, byte[] value) in options)
            writer.WriteOption(number, value, 0, value.Length);
        InnerMessage inner = new();
        WireError error = inner.TryRead(bytes, 0, writer.Count);
        string found = (inner.ETagCount > 0 ? "ETag" : "") + (inner.Resource != 0 ? "Uri-Path" : "")
            + (inner.Since != 0 ? "Uri-Query" : "") + (inner.Block2 >= 0 ? "Block2" : "")
            + (inner.EchoCount > 0 ? "Echo" : "");
        return (error, found);
    }

    private static bool TakesDatagram(int length)
    {
        // An OSCORE option that says nothing, a marker, and what is left.
        byte[] datagram = new byte[length];
        new byte[] { 0x60, CoapCode.Changed, 0, 1, 0x90, 0xFF }.CopyTo(datagram, 0);
        return new OscoreMessage().TryReadResponse(datagram, 0, length) == WireError.None;
    }

    private static bool TakesBlock(int length)
    {
        int exponent = 0;
        while (BlockValue.SizeBytes(exponent) < length)
            exponent++;
        return BlockValue.IsValid(BlockValue.Encode(0, false, exponent));
    }

    private static bool TakesEvents(int count) => TakesEvents(Array(
        [1], Array([.. Enumerable.Repeat(Array([0], [9], [1]), count)])));

    private static bool TakesEvent(byte[] first, List<string[]> items, int item, decimal value) =>
        TakesEvents(Array(first, Array(Body(items, item, Integer(value)))));

    private static bool TakesEvents(byte[] body) =>
        new EventBatchReader().TryBegin(body, 0, body.Length, new JournalEvent());

    private static bool LooksAtDetails(int count)
    {
        byte[] body = Array([1], Array(Array([[0], [9], [1], .. Enumerable.Repeat<byte[]>([7], count)])));
        EventBatchReader reader = new();
        JournalEvent entry = new();
        return reader.TryBegin(body, 0, body.Length, entry) && reader.TryNext(entry) && entry.DetailCount == count;
    }

    private static bool TakesTable(byte[] body) => new TableReader().TryBegin(body, 0, body.Length);

    private static bool TakesTable(int length)
    {
        // What a table of so many operations of 29 bytes takes with one of another length to fill it.
        List<(bool, RecordKind, byte[])> operations = [];
        byte[]? bytes = TableBody.Write(0, 0, 0, 0, operations)?.Bytes;
        while (bytes is not null && bytes.Length < length)
        {
            int left = length - bytes.Length;
            operations.Add((true, RecordKind.Code, new byte[left > 60 ? 24 : Math.Max(1, left - 5)]));
            bytes = TableBody.Write(0, 0, 0, 0, operations)?.Bytes;
        }

        return bytes is not null;
    }

    private static bool TakesRecord(int length) =>
        TakesTable(Array([0], [1], [0], Array(Array([1], [1], Bytes(length))), [0]));

    private static bool TakesNesting(int depth)
    {
        // The innermost is an integer.
        byte[] bytes = [.. Enumerable.Repeat((byte)0x81, depth - 1), 0x00];
        CborReader reader = new();
        reader.Reset(bytes, 0, bytes.Length);
        return reader.TrySkip() && reader.AtEnd;
    }
}
