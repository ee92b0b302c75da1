using Fachwerk.Protocol.Cbor;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Protocol.Telegrams;

public sealed class EventBatchTests
{
    // By hand: [70000, [[1800000000, 3, 7, 4711], [0, 22, 0]]]
    private const string TwoEvents = "82 1a00011170 82 84 1a6b49d200 03 07 191267 83 00 16 00";

    private readonly byte[] _buffer = new byte[256];
    private readonly EventBatchWriter _writer = new();
    private readonly EventBatchReader _reader = new();
    private readonly JournalEvent _entry = new();

    [Fact]
    public void Writes_a_batch()
    {
        _writer.Begin(70_000, _buffer, 4, 200);

        Assert.True(_writer.TryAdd(Entry(1_800_000_000, EventKind.CodeAccepted, 7, 4_711)));
        Assert.True(_writer.TryAdd(Entry(0, EventKind.TamperOpened, 0)));
        Assert.Equal(2, _writer.Events);
        Assert.Equal(Hex.Text(Hex.Bytes(TwoEvents)), Hex.Text(_buffer, 4, _writer.Count));
    }

    [Fact]
    public void Reads_a_batch()
    {
        byte[] body = Hex.Bytes(TwoEvents);

        Assert.True(_reader.TryBegin(body, 0, body.Length, _entry));
        Assert.Equal(70_000u, _reader.FirstEvent);
        Assert.Equal(70_001u, _reader.LastEvent);
        Assert.True(_reader.TryNext(_entry));
        Assert.Equal((70_000u, 1_800_000_000L, 3, 7), (_entry.Number, _entry.Time, _entry.Kind, _entry.Compartment));
        Assert.Equal((1, 4_711L), (_entry.DetailCount, _entry.Details[0]));
        Assert.True(_reader.TryNext(_entry));
        Assert.Equal((70_001u, 0L, 22, 0), (_entry.Number, _entry.Time, _entry.Kind, _entry.Compartment));
        Assert.Equal(0, _entry.DetailCount);
        Assert.False(_reader.TryNext(_entry));
    }

    [Fact]
    public void Keeps_details_of_later_versions_as_they_came()
    {
        byte[] body = Hex.Bytes("82 01 81 87 00 18c8 00 01 6161 a10102 820102");
        byte[] kept = new byte[64];

        Assert.True(_reader.TryBegin(body, 0, body.Length, _entry));
        Assert.True(_reader.TryNext(_entry));
        int count = _reader.CopyDetails(_entry, new CborWriter(), kept, 0, kept.Length);

        Assert.Equal(200, _entry.Kind);
        Assert.Equal("84016161a10102820102", Hex.Text(kept, 0, count));
        Assert.Equal([1L], EventDetails.Read(kept[..count]));
        Assert.Equal(0, _reader.CopyDetails(_entry, new CborWriter(), kept, 0, count - 1));
    }

    // No event; event 0; more than 23; numbers that would wrap; three fields missing; a compartment beyond 64; a kind
    // beyond 255; bytes left over; an inner array that is cut short.
    [Theory]
    [InlineData("82 01 80")]
    [InlineData("82 00 81 83 00 16 00")]
    [InlineData("82 1affffffff 81 83 00 16 00")]
    [InlineData("82 01 81 82 00 16")]
    [InlineData("82 01 81 83 00 16 1841")]
    [InlineData("82 01 81 83 00 190100 00")]
    [InlineData("82 01 81 83 00 16 00 00")]
    [InlineData("82 01 82 83 00 16 00")]
    [InlineData("81 01")]
    [InlineData("83 01 81 83 00 16 00")]
    public void Refuses_what_is_no_batch(string hex)
    {
        byte[] body = Hex.Bytes(hex);

        Assert.False(_reader.TryBegin(body, 0, body.Length, _entry));
    }

    [Fact]
    public void Takes_the_most_events_and_not_one_more()
    {
        _writer.Begin(1, _buffer, 0, _buffer.Length);
        for (int i = 0; i < Limits.EventsMax; i++) Assert.True(_writer.TryAdd(Entry(0, EventKind.TamperOpened, 0)));
        byte[] oneMore = Hex.Bytes("82 01 9818 " + string.Concat(Enumerable.Repeat("83001600", 24)));

        Assert.False(_writer.TryAdd(Entry(0, EventKind.TamperOpened, 0)));
        Assert.True(_reader.TryBegin(_buffer, 0, _writer.Count, _entry));
        Assert.Equal(Limits.EventsMax, _reader.Events);
        Assert.False(_reader.TryBegin(oneMore, 0, oneMore.Length, _entry));
    }

    [Fact]
    public void Leaves_out_whole_what_no_longer_fits()
    {
        byte[] body = Hex.Bytes(TwoEvents);
        _writer.Begin(70_000, _buffer, 0, body.Length - 1);

        Assert.True(_writer.TryAdd(Entry(1_800_000_000, EventKind.CodeAccepted, 7, 4_711)));
        Assert.False(_writer.TryAdd(Entry(0, EventKind.TamperOpened, 0)));
        Assert.True(_reader.TryBegin(_buffer, 0, _writer.Count, _entry));
        Assert.Equal(1, _reader.Events);
    }

    private static JournalEvent Entry(long time, EventKind kind, int compartment, params long[] details)
    {
        var entry = new JournalEvent
        {
            Time = time, Kind = (int)kind, Compartment = compartment, DetailCount = details.Length
        };
        details.CopyTo(entry.Details, 0);
        return entry;
    }
}
