using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Gateway;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.World.Store;

/// <summary>
/// The fleet database in memory: does what the statements in backend/Gateway and backend/Fleet do, held against them by
/// the contract tests of Fachwerk.SystemTests. Each call is a transaction.
/// </summary>
/// <param name="nowMs">Unix milliseconds.</param>
internal sealed class MemoryFleet(Func<long> nowMs)
{
    private const int LateMs = 90_000;
    private const int AnswerGraceMs = 3_000;
    private const int SendingMaxMs = 30_000;
    private const int RefreshDeadlineMs = 120_000;
    private const int RefreshServesMs = 60_000;
    private const int NothingMs = 0;
    private const int GenerationShift = 24;
    private const int DrawnBits = 32;
    private const long SequenceMask = 0xFFFFFF;
    private const long SequenceLast = SequenceMask - 1;
    private const long SequenceHalf = 0x800000;
    private const int SendsAtOnce = 16;
    private const long PushesLostMs = 30L * 24 * 3_600_000;

    // CBOR: an empty array.
    private static readonly byte[] NoDetail = [0x80];

    private readonly SortedDictionary<long, FleetRow> _rows = [];

    /// <summary>Everything told to the tenant, oldest first.</summary>
    public List<InboxRow> Inbox { get; } = [];

    /// <summary>The fleet's; raised when the database may have gone back in time.</summary>
    public int Generation { get; private set; }

    /// <summary>A row came into the inbox.</summary>
    public event Action<InboxRow>? Told;

    /// <summary>A telegram is accepted: controller, epoch, partial IV.</summary>
    public event Action<long, int, long>? Accepted;

    public IEnumerable<FleetRow> Rows => _rows.Values;

    public FleetRow RowOf(long controller) => _rows[controller];

    public void Enrol(long controller) => _rows[controller] = new FleetRow
    {
        Number = controller, Generation = Generation, LastOrderId = (long)Generation << GenerationShift,
        TableVersionWanted = (long)Generation << GenerationShift,
    };

    /// <summary>The generation and the number drawn with it.</summary>
    public long Incarnation { get; private set; }

    /// <summary>RaiseGeneration.sql, told.</summary>
    public void RaiseGeneration(uint drawn = 0)
    {
        Generation++;
        Incarnation = ((long)Generation << DrawnBits) | drawn;
    }

    public FleetImage TakeImage() => new([.. _rows.Values.Select(row => row.Copy())], [.. Inbox]);

    /// <summary>
    /// Puts an image in place of everything and raises the generation: above all there were, for nodes remember the
    /// highest.
    /// </summary>
    public void GoBack(FleetImage image, uint drawn = 0)
    {
        foreach (FleetRow row in image.Rows)
            _rows[row.Number] = row.Copy();
        Inbox.Clear();
        Inbox.AddRange(image.Inbox);
        RaiseGeneration(drawn);
    }

    /// <summary>Commit.sql.</summary>
    public void Commit(TelegramBatch batch, string node, List<AcceptedTelegram> accepted)
    {
        accepted.Clear();
        for (int i = 0; i < batch.Count; i++)
        {
            if (_rows.TryGetValue(batch.Controller[i], out FleetRow? row) && row.Active
                && (row.Epoch, row.PartialIv).CompareTo((batch.Epoch[i], batch.PartialIv[i])) < 0
                && row.Generation == Generation && (row.FloorKnown || batch.Echo[i] == Incarnation))
            {
                accepted.Add(Accept(batch, i, row, node));
            }
        }
    }

    /// <summary>AskEcho.sql, for one telegram.</summary>
    public EchoDemand? AskEcho(long controller, int epoch, long partialIv)
    {
        bool isUnproven = _rows.TryGetValue(controller, out FleetRow? row) && row.Active
            && (row.Epoch, row.PartialIv).CompareTo((epoch, partialIv)) < 0
            && (!row.FloorKnown || row.Generation < Generation);
        if (!isUnproven)
            return null;
        Adopt(row!);
        return new EchoDemand(controller, Incarnation);
    }

    /// <summary>SendOrder.sql.</summary>
    public OrderSending? SendNext(long controller, string node, uint above)
    {
        FleetRow row = _rows[controller];
        long now = nowMs();
        bool hasNumbers = row.OrderEpoch < row.Epoch || (row.OrderSequence & SequenceMask) < SequenceLast;
        bool maySend = row.Active && row.Node == node && row.Path is not null && row.Generation == Generation
            && hasNumbers;
        FleetOrder? due = maySend
            ? row.Orders.Find(o => !o.IsClosed && o.DeadlineMs > now && o.OrderId > above
                && o.Sends < SendsAtOnce + (now - (o.SentMs ?? now)) / 1_000)
            : null;
        if (due is null)
            return null;
        due.Sends++;
        due.SentMs ??= now;
        TakeNumber(row);
        if (due.Sends == 1)
            Tell(row, due, OrderStep.Sent, NoDetail);
        return new OrderSending(controller, (uint)due.OrderId, (int)due.Kind, due.Compartment,
            RoundedSeconds(Math.Min(due.DeadlineMs, now + SendingMaxMs)), row.OrderSequence, row.Epoch, row.Path!,
            row.Tenant, due.Sends == 1);
    }

    /// <summary>AnswerOrder.sql.</summary>
    public bool Answer(long controller, uint orderId, int outcome, uint entry)
    {
        FleetRow row = _rows[controller];
        FleetOrder? order = row.Orders.Find(o => o.OrderId == orderId);
        bool isClockUnknown = outcome == (int)OrderOutcome.ClockUnknown;
        bool isNews = order is { IsCancelled: false } && (order.Outcome is null
            || order.Outcome == (int)OrderOutcome.ClockUnknown && !isClockUnknown);
        if (!isNews)
            return false;
        order!.Outcome = outcome;
        order.Event = entry;
        bool wasOpen = !order.IsClosed;
        order.IsClosed |= !isClockUnknown;
        if (wasOpen && order.IsClosed)
            row.OrdersOpen--;
        Tell(row, order, OrderStep.Acknowledged, OrderSteps.DetailOf(outcome, entry));
        return true;
    }

    /// <summary>OrderSteps.LosePathAsync.</summary>
    public bool LosePath(long controller, int othersMax)
    {
        FleetRow row = _rows[controller];
        bool isNew = (row.PushesLostUntilMs is null || row.PushesLostUntilMs <= nowMs())
            && _rows.Values.Count(other => other.PushesLostUntilMs > nowMs()) < othersMax;
        row.PushesLostUntilMs = isNew ? nowMs() + PushesLostMs : row.PushesLostUntilMs;
        return isNew;
    }

    /// <summary>ExpireOrders.sql.</summary>
    public void Expire()
    {
        foreach (FleetRow row in _rows.Values)
        {
            foreach (FleetOrder order in row.Orders.Where(o => !o.IsClosed))
            {
                if (order.DeadlineMs >= nowMs() - (order.SentMs is null ? NothingMs : AnswerGraceMs))
                    continue;
                order.IsExpired = true;
                order.IsClosed = true;
                row.OrdersOpen--;
                Tell(row, order, OrderStep.Expired, NoDetail);
            }
        }
    }

    /// <summary>OrderStore.QueueAsync.</summary>
    public FleetOrder Queue(long controller, OrderKind kind, int compartment, long deadlineMs)
    {
        FleetRow row = _rows[controller];
        Adopt(row);
        row.OrdersOpen++;
        FleetOrder order = new()
        {
            OrderId = ++row.LastOrderId, Kind = kind, Compartment = compartment, DeadlineMs = nowMs() + deadlineMs,
        };
        row.Orders.Add(order);
        return order;
    }

    /// <summary>OrderStore.CancelAsync.</summary>
    public bool Cancel(long controller, long orderId)
    {
        FleetRow row = _rows[controller];
        FleetOrder? order = row.Orders.Find(o => o.OrderId == orderId);
        if (order is null || order.SentMs is not null || order.IsClosed)
            return false;
        order.IsCancelled = true;
        order.IsClosed = true;
        row.OrdersOpen--;
        Tell(row, order, OrderStep.Cancelled, NoDetail);
        return true;
    }

    /// <summary>TableStore.ApplyAsync.</summary>
    /// <returns>The version that holds the change.</returns>
    public long Apply(long controller, IEnumerable<TableChange> changes, TableDigest marks, long asOfEvent)
    {
        FleetRow row = _rows[controller];
        Adopt(row);
        row.TableVersionWanted++;
        foreach (TableChange change in changes)
        {
            (RecordKind, string) place = (change.Kind, Convert.ToHexString(change.Key));
            FleetRecord? former = row.Records.GetValueOrDefault(place);
            row.TableDigest = unchecked(row.TableDigest
                - MarkOf(marks, change.Kind, former?.Value) + MarkOf(marks, change.Kind, change.Record));
            row.Records[place] = new FleetRecord(change.Key, change.Record, row.TableVersionWanted);
        }

        row.AsOfEvent = Math.Max(row.AsOfEvent, asOfEvent);
        bool isAsked = row.Orders.Exists(o => !o.IsClosed && o.Kind == OrderKind.Refresh && o.SentMs is null
            && o.DeadlineMs > nowMs() + RefreshServesMs);
        if (!isAsked)
            Queue(controller, OrderKind.Refresh, 0, RefreshDeadlineMs);
        return row.TableVersionWanted;
    }

    /// <summary>TableAnswers.ReadAsync.</summary>
    public TableBody? ReadTable(long controller, uint since)
    {
        FleetRow row = _rows[controller];
        uint from = since >= row.TableHorizon && since <= row.TableVersionWanted ? since : 0;
        return WriteTable(row, from) ?? WriteTable(row, 0);
    }

    private static TableBody? WriteTable(FleetRow row, uint from)
    {
        List<(bool Put, RecordKind Kind, byte[] Bytes)> operations = [];
        foreach (((RecordKind kind, _), FleetRecord record) in row.Records)
        {
            if (record.Version > from && (from > 0 || record.Value is not null))
                operations.Add((record.Value is not null, kind, record.Value ?? record.Key));
        }

        return TableBody.Write(
            from, (uint)row.TableVersionWanted, (uint)row.AsOfEvent, row.TableDigest,
            [.. operations.OrderBy(operation => operation.Put)]);
    }

    private AcceptedTelegram Accept(TelegramBatch batch, int i, FleetRow row, string node)
    {
        bool isCheckIn = batch.Kind[i] == (short)TelegramKind.CheckIn;
        long before = row.AckedEvent;
        bool isAdvance = batch.Kind[i] == (short)TelegramKind.Events && batch.EventsTo[i] > before
            && batch.EventsFrom[i] <= before + 1;
        bool isChanged = row.LastContactMs is null
            || row.LastContactMs < nowMs() - Math.Max(LateMs, row.AskedSeconds * 1_500)
            || isCheckIn && IsAnotherState(batch, i, row)
            || batch.Kind[i] == (short)TelegramKind.Events && batch.TableVersion[i] > row.TableVersion;
        bool areDoorsTold = isCheckIn && (batch.LastEvent[i] != row.LastEvent || AreOtherDoors(batch, i, row));
        (row.Epoch, row.PartialIv) = (batch.Epoch[i], batch.PartialIv[i]);
        Accepted?.Invoke(row.Number, row.Epoch, row.PartialIv);
        row.FloorKnown = true;
        row.Path = batch.Path[i];
        row.Node = node;
        row.LastContactMs = nowMs();
        if (isCheckIn)
        {
            row.AskedSeconds = row.PushesLostUntilMs > nowMs() ? batch.Asked.LostSeconds : batch.Asked.UsualSeconds;
            row.TableVersion = batch.TableVersion[i];
            row.LastEvent = batch.LastEvent[i];
            row.OpenDoors = batch.OpenDoors[i];
            row.UnknownDoors = batch.UnknownDoors[i];
            row.Flags = batch.Flags[i];
        }

        if (isAdvance)
        {
            row.AckedEvent = batch.EventsTo[i];
            row.TableVersion = Math.Max(row.TableVersion, batch.TableVersion[i]);
            Store(batch.Events, row, before);
        }

        return new AcceptedTelegram(row.Number, row.Tenant, row.AckedEvent, row.TableVersionWanted, row.MinimumEpoch,
            row.OrdersOpen, isAdvance, isChanged, DateTimeOffset.FromUnixTimeMilliseconds(nowMs()),
            row.AskedSeconds, areDoorsTold);
    }

    private static void TakeNumber(FleetRow row)
    {
        if (row.OrderEpoch < row.Epoch)
            row.OrderSequence = (long)row.Generation << GenerationShift;
        else if ((row.OrderSequence & SequenceHalf) != 0)
            row.MinimumEpoch = Math.Max(row.MinimumEpoch, Math.Min(row.Epoch + 1, Limits.EpochMax));
        row.OrderEpoch = row.Epoch;
        row.OrderSequence++;
    }

    // adopt_generation.
    private void Adopt(FleetRow row)
    {
        if (row.Generation == Generation)
            return;
        long first = (long)Generation << GenerationShift;
        row.OrderSequence = first;
        row.LastOrderId = Math.Max(row.LastOrderId, first);
        row.TableVersionWanted = Math.Max(row.TableVersionWanted, first);
        row.TableHorizon = Math.Max(row.TableHorizon, first);
        row.Generation = Generation;
        row.FloorKnown = false;
    }

    private static bool IsAnotherState(TelegramBatch batch, int i, FleetRow row) =>
        batch.Flags[i] != row.Flags || batch.TableVersion[i] != row.TableVersion || AreOtherDoors(batch, i, row);

    private static bool AreOtherDoors(TelegramBatch batch, int i, FleetRow row) =>
        row.OpenDoors is null || !batch.OpenDoors[i].AsSpan().SequenceEqual(row.OpenDoors)
        || row.UnknownDoors is null || !batch.UnknownDoors[i].AsSpan().SequenceEqual(row.UnknownDoors);

    private void Store(TelegramBatch.EventColumns events, FleetRow row, long acked)
    {
        for (int i = 0; i < events.Controller.Count; i++)
        {
            bool isNew = events.Controller[i] == row.Number && events.Number[i] > acked
                && events.Number[i] <= row.AckedEvent;
            if (isNew)
            {
                Tell(new InboxRow(row.Number, 1, events.Number[i], events.Kind[i], events.Compartment[i],
                    events.Time[i], events.Detail[i]));
            }
        }
    }

    private void Tell(FleetRow row, FleetOrder order, OrderStep step, byte[] detail)
    {
        if (order.Kind != OrderKind.Refresh)
            Tell(new InboxRow(row.Number, 2, order.OrderId, (int)step, order.Compartment,
                RoundedSeconds(nowMs()), detail));
    }

    private void Tell(InboxRow row)
    {
        Inbox.Add(row);
        Told?.Invoke(row);
    }

    private static ulong MarkOf(TableDigest marks, RecordKind kind, byte[]? record) =>
        record is null ? 0 : marks.Of(kind, record, 0, record.Length);

    // As the database turns a time into a number.
    private static long RoundedSeconds(long milliseconds) => (milliseconds + 500) / 1000;
}
