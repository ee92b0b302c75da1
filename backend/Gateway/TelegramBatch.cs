using System.Collections;
using Fachwerk.Protocol.Cbor;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Gateway;

/// <summary>
/// The telegrams of one commit as columns, at most one telegram a controller (<see cref="TelegramLine"/> sees to it):
/// an update by join applies only one row for one key. Used again for each commit, by one thread.
/// </summary>
/// <param name="echoes">Verifies Echo values; null: none is taken for valid.</param>
/// <param name="ceilings">Say whose events are held; null: nobody's.</param>
internal sealed class TelegramBatch(EchoValues? echoes = null, EventCeilings? ceilings = null)
{
    private readonly InnerMessage _inner = new();
    private readonly CheckIn _checkIn = new();
    private readonly CheckIn _noCheckIn = new();
    private readonly EventBatchReader _events = new();
    private readonly JournalEvent _event = new();
    private readonly CborWriter _writer = new();
    private readonly byte[] _detail = new byte[OscoreMessage.DatagramMax];

    public List<Telegram> Telegrams { get; } = [];

    public List<long> Controller { get; } = [];

    public List<short> Epoch { get; } = [];

    public List<long> PartialIv { get; } = [];

    public List<short> Kind { get; } = [];

    public List<byte[]> Path { get; } = [];

    public List<long> AppVersion { get; } = [];

    public List<long> TableVersion { get; } = [];

    public List<long> DeviceTime { get; } = [];

    public List<long> LastEvent { get; } = [];

    public List<long> OldestUnacked { get; } = [];

    public List<byte[]> OpenDoors { get; } = [];

    public List<byte[]> UnknownDoors { get; } = [];

    public List<int> SupplyMillivolts { get; } = [];

    public List<short> Celsius { get; } = [];

    public List<int> Flags { get; } = [];

    public List<long> LastOrder { get; } = [];

    /// <summary>
    /// The first and last event that an event telegram accounts for, 0 without. A Gap at its head accounts for those
    /// that it tells as lost, and for no others: the database may have gone back behind what the depot counts from.
    /// </summary>
    public List<long> EventsFrom { get; } = [];

    public List<long> EventsTo { get; } = [];

    /// <summary>What stood in the Echo that the telegram brought.</summary>
    public List<long> Echo { get; } = [];

    public EventColumns Events { get; } = new();

    /// <summary>What the answers to its check-ins ask for.</summary>
    public AskedIntervals Asked { get; set; } = AskedIntervals.Usual;

    public int Count => Telegrams.Count;

    public void Clear()
    {
        Telegrams.Clear();
        foreach (var column in Columns())
            column.Clear();
        Events.Clear();
    }

    /// <summary>
    /// Decodes a verified telegram into the columns; no other of its controller may be in the batch. When it throws,
    /// the batch is as before.
    /// </summary>
    public void Add(Telegram telegram)
    {
        var (telegrams, events) = (Count, Events.Controller.Count);
        try
        {
            Append(telegram);
        }
        catch
        {
            Shorten([Telegrams, .. Columns()], telegrams);
            Shorten(Events.Columns(), events);
            throw;
        }
    }

    private static void Shorten(IList[] columns, int count)
    {
        foreach (var column in columns)
            while (column.Count > count)
                column.RemoveAt(column.Count - 1);
    }

    private void Append(Telegram telegram)
    {
        var (kind, refusal) = Decode(telegram);
        if (kind == TelegramKind.Events && ceilings?.MayStore(telegram.Session.Events) == false)
            kind = TelegramKind.HeldEvents;
        Echo.Add(_inner.EchoCount == 0 || echoes is null
            ? EchoValues.None
            : echoes.IncarnationOf(telegram.Session.Number, _inner.Echo.AsSpan(0, _inner.EchoCount)));
        telegram.Kind = kind;
        telegram.RefusalCode = refusal;
        Telegrams.Add(telegram);
        Controller.Add(telegram.Session.Number);
        Epoch.Add((short)telegram.Epoch);
        PartialIv.Add(telegram.PartialIv);
        Kind.Add((short)kind);
        Path.Add(telegram.Source.Buffer.Span[..telegram.Source.Size].ToArray());
        AddCheckIn(kind == TelegramKind.CheckIn ? _checkIn : _noCheckIn);
        AddEvents(telegram, kind == TelegramKind.Events);
    }

    private (TelegramKind Kind, int Refusal) Decode(Telegram telegram)
    {
        var message = telegram.Message;
        if (_inner.TryRead(telegram.Buffer, message.PayloadOffset, message.PayloadCount) != Protocol.WireError.None)
            return (TelegramKind.Refused, CoapCode.BadOption);
        telegram.Since = _inner.Since;
        telegram.Block2 = _inner.Block2;
        switch (_inner.Resource, _inner.Code)
        {
            case (Resource.CheckIn, CoapCode.Post):
                return _checkIn.TryRead(telegram.Buffer, _inner.PayloadOffset, _inner.PayloadCount)
                    ? (TelegramKind.CheckIn, 0)
                    : (TelegramKind.Refused, CoapCode.BadRequest);
            case (Resource.Events, CoapCode.Post):
                return _events.TryBegin(telegram.Buffer, _inner.PayloadOffset, _inner.PayloadCount, _event)
                    ? (TelegramKind.Events, 0)
                    : (TelegramKind.Refused, CoapCode.BadRequest);
            case (Resource.Table, CoapCode.Get):
                return (TelegramKind.Table, 0);
            case (Resource.CheckIn or Resource.Events or Resource.Table, _):
                return (TelegramKind.Refused, CoapCode.MethodNotAllowed);
            default:
                return (TelegramKind.Refused, CoapCode.NotFound);
        }
    }

    private void AddCheckIn(CheckIn checkIn)
    {
        AppVersion.Add(checkIn.AppVersion);
        TableVersion.Add(checkIn.TableVersion);
        DeviceTime.Add(checkIn.Time);
        LastEvent.Add(checkIn.LastEvent);
        OldestUnacked.Add(checkIn.OldestUnacked);
        OpenDoors.Add(checkIn.OpenDoors.Bytes[..checkIn.OpenDoors.Count]);
        UnknownDoors.Add(checkIn.UnknownDoors.Bytes[..checkIn.UnknownDoors.Count]);
        SupplyMillivolts.Add(checkIn.SupplyMillivolts);
        Celsius.Add((short)checkIn.Celsius);
        Flags.Add(checkIn.Flags);
        LastOrder.Add(checkIn.LastOrder);
    }

    private void AddEvents(Telegram telegram, bool any)
    {
        var from = any ? _events.FirstEvent : 0L;
        var cost = 0;
        for (var i = 0; any && _events.TryNext(_event); i++)
        {
            if (i == 0 && _event is { Kind: (int)EventKind.Gap, DetailCount: > 0 })
                from = Math.Max(1, from + 1 - Math.Max(1, _event.Details[0]));
            var count = _events.CopyDetails(_event, _writer, _detail, 0, _detail.Length);
            var detail = _detail[..count];
            Events.Add(telegram.Session.Number, _event, detail);
            cost += EventCeilings.CostOf(count);
            if (_event.Kind == (int)EventKind.TableApplied && EventDetails.Read(detail) is [_, var version])
                TableVersion[^1] = version;
        }

        telegram.EventCost = cost;
        EventsFrom.Add(from);
        EventsTo.Add(any ? _events.LastEvent : 0);
    }

    private IList[] Columns() =>
    [
        Controller, Epoch, PartialIv, Kind, Path, AppVersion, TableVersion, DeviceTime, LastEvent, OldestUnacked,
        OpenDoors, UnknownDoors, SupplyMillivolts, Celsius, Flags, LastOrder, EventsFrom, EventsTo, Echo,
    ];

    /// <summary>The events of all telegrams of the batch.</summary>
    internal sealed class EventColumns
    {
        public List<long> Controller { get; } = [];

        public List<long> Number { get; } = [];

        public List<short> Kind { get; } = [];

        public List<short> Compartment { get; } = [];

        public List<long> Time { get; } = [];

        public List<byte[]> Detail { get; } = [];

        public void Add(long controller, JournalEvent entry, byte[] detail)
        {
            Controller.Add(controller);
            Number.Add(entry.Number);
            Kind.Add((short)entry.Kind);
            Compartment.Add((short)entry.Compartment);
            Time.Add(entry.Time);
            Detail.Add(detail);
        }

        public void Clear()
        {
            foreach (var column in Columns())
                column.Clear();
        }

        public IList[] Columns() => [Controller, Number, Kind, Compartment, Time, Detail];
    }
}
