using Fachwerk.Firmware.Board;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Link;

/// <summary>
/// Talks to the gateway: at most one exchange open, at most one datagram taken a tick. Order of traffic: answers to
/// orders, events, check-in, table.
/// </summary>
public sealed class Uplink
{
    private const int CheckInAttempts = 2;
    private const int OtherAttempts = 4;
    private const int EventsHoldMs = 60000;

    private readonly IDatagramSocket socket;
    private readonly DepotParts parts;
    private readonly SecureChannel channel;
    private readonly GatewayList gateways = new GatewayList();
    private readonly StatusReport report;
    private readonly EventUpload events;
    private readonly TableDownload table;
    private readonly OrderDesk orders;
    private readonly Exchange exchange;
    private readonly ContactSchedule schedule;
    private readonly InboundLimit limit = new InboundLimit();
    private readonly CheckInAnswer checkInAnswer = new CheckInAnswer();
    private readonly EventsAnswer eventsAnswer = new EventsAnswer();
    // One byte more than a datagram may have, so that a longer one is noticed.
    private readonly byte[] received = new byte[OscoreMessage.DatagramMax + 1];
    private readonly byte[] echo = new byte[InnerMessage.EchoMax];
    private readonly string identityGateways;
    private int echoCount;
    private long eventsHoldUntilMs;
    private bool hasBegun;

    /// <summary>The uplink of a depot.</summary>
    /// <param name="gateways">Those of the identity; settings may name others.</param>
    public Uplink(
        IDatagramSocket socket, DepotParts parts, SecureChannel channel, StatusReport report, TableDownload table,
        OrderDesk orders, Jitter jitter, string gateways)
    {
        this.socket = socket;
        this.parts = parts;
        this.channel = channel;
        this.report = report;
        this.table = table;
        this.orders = orders;
        identityGateways = gateways;
        events = new EventUpload(parts.Journal);
        exchange = new Exchange(jitter);
        schedule = new ContactSchedule(jitter);
    }

    /// <summary>True after two failed exchanges, until one succeeds.</summary>
    public bool IsOffline => schedule.IsOffline;

    /// <summary>Takes a datagram, gives up what waited too long, starts what is due.</summary>
    public void Tick(long nowMs)
    {
        if (!hasBegun)
        {
            hasBegun = true;
            schedule.Begin(nowMs, parts.Settings.BootSpreadSeconds);
        }
        gateways.Take(parts.Settings.Gateways.Length > 0 ? parts.Settings.Gateways : identityGateways);
        Receive(nowMs);
        if (orders.WantsRefresh)
        {
            orders.WantsRefresh = false;
            table.Want();
        }
        table.Tick(nowMs);
        if (exchange.Kind != ExchangeKind.None && nowMs >= exchange.DueMs)
        {
            RetryOrFail(nowMs);
        }
        if (exchange.Kind == ExchangeKind.None)
        {
            StartNext(nowMs);
        }
    }

    /// <summary>Milliseconds until it must run again if no datagram comes.</summary>
    public int WaitMs(long nowMs)
    {
        if (!parts.Table.IsLevel || table.IsApplying)
        {
            return 1;
        }
        long dueMs = schedule.NextMs;
        if (exchange.Kind != ExchangeKind.None)
        {
            dueMs = exchange.DueMs;
        }
        else if (!schedule.IsOffline)
        {
            if (parts.Journal.HasUnacknowledged && MayTalk)
            {
                dueMs = eventsHoldUntilMs < dueMs ? eventsHoldUntilMs : dueMs;
            }
            int tableMs = schedule.HasContacted ? table.WaitMs(nowMs) : int.MaxValue;
            dueMs = tableMs != int.MaxValue && nowMs + tableMs < dueMs ? nowMs + tableMs : dueMs;
        }
        return dueMs > nowMs ? (int)(dueMs - nowMs) : 1;
    }

    // After boot, check-ins are spread, unless a door, code or alarm event comes first.
    private bool MayTalk => schedule.HasContacted || parts.Journal.HasUrgent;

    private void StartNext(long nowMs)
    {
        if (!schedule.IsOffline && parts.Journal.HasUnacknowledged && MayTalk && nowMs >= eventsHoldUntilMs)
        {
            exchange.Open(ExchangeKind.Events, OtherAttempts);
        }
        else if (schedule.IsCheckInDue(nowMs))
        {
            exchange.Open(ExchangeKind.CheckIn, schedule.IsOffline ? 1 : CheckInAttempts);
        }
        else if (!schedule.IsOffline && schedule.HasContacted && table.IsDue(nowMs))
        {
            exchange.Open(ExchangeKind.Table, OtherAttempts);
        }
        else
        {
            return;
        }
        Send(nowMs);
    }

    private void Send(long nowMs)
    {
        InnerMessage inner = channel.Inner;
        int count = 0;
        switch (exchange.Kind)
        {
            case ExchangeKind.CheckIn:
                inner.Begin(CoapCode.Post);
                inner.Resource = Resource.CheckIn;
                count = report.Write(channel.Body, 0, channel.Body.Length);
                break;
            case ExchangeKind.Events:
                inner.Begin(CoapCode.Post);
                inner.Resource = Resource.Events;
                count = events.Write(channel.Body, 0, channel.Body.Length);
                break;
            default:
                table.Request(inner);
                break;
        }
        System.Array.Copy(echo, 0, inner.Echo, 0, echoCount);
        inner.EchoCount = echoCount;
        echoCount = 0;
        int length = channel.ProtectRequest(count);
        exchange.NoteSent(nowMs);
        if (length > 0)
        {
            // Whether it was handed over or not: without an answer the next attempt goes elsewhere.
            socket.TrySend(gateways.Current, channel.Datagram, 0, length);
        }
    }

    private void RetryOrFail(long nowMs)
    {
        gateways.Next();
        if (exchange.MayRetry)
        {
            Send(nowMs);
            return;
        }
        channel.Forget();
        exchange.Close();
        schedule.NoteFailure(nowMs);
    }

    private void Receive(long nowMs)
    {
        if (!limit.MayTake(nowMs))
        {
            return;
        }
        int count = socket.Receive(received, 0, received.Length);
        if (count < CoapHeader.Length || count > OscoreMessage.DatagramMax)
        {
            return;
        }
        limit.Take();
        bool isAnswer = ((received[0] >> 4) & 3) == (int)CoapType.Acknowledgement;
        if (isAnswer)
        {
            if (exchange.Kind != ExchangeKind.None && channel.TryOpenAnswer(received, count))
            {
                TakeAnswer(nowMs);
            }
        }
        else if (channel.TryOpenRequest(received, count))
        {
            AnswerOrder(nowMs);
        }
    }

    private void TakeAnswer(long nowMs)
    {
        ExchangeKind kind = exchange.Kind;
        InnerMessage inner = channel.Inner;
        long roundTripMs = nowMs - exchange.SentMs;
        exchange.Close();
        schedule.NoteSuccess();
        if (inner.Code == CoapCode.Unauthorized && inner.EchoCount > 0)
        {
            // RFC 9175 §2.3: the gateway wants to see that this is fresh; the same again, with its Echo.
            echoCount = inner.EchoCount;
            System.Array.Copy(inner.Echo, 0, echo, 0, echoCount);
            return;
        }
        if (kind == ExchangeKind.CheckIn)
        {
            TakeCheckInAnswer(inner, roundTripMs, nowMs);
        }
        else if (kind == ExchangeKind.Events)
        {
            TakeEventsAnswer(inner, nowMs);
        }
        else
        {
            table.Take(inner, received, nowMs);
        }
    }

    private void TakeCheckInAnswer(InnerMessage inner, long roundTripMs, long nowMs)
    {
        if (inner.Code != CoapCode.Changed
            || !checkInAnswer.TryRead(received, inner.PayloadOffset, inner.PayloadCount))
        {
            schedule.PlanCheckIn(nowMs, 0);
            return;
        }
        report.IsFirst = false;
        schedule.PlanCheckIn(nowMs, checkInAnswer.NextCheckInSeconds);
        uint before = parts.Clock.UnixSeconds;
        if (parts.Clock.TryCorrect((uint)checkInAnswer.Time, roundTripMs))
        {
            parts.Journal.Time = parts.Clock.UnixSeconds;
            parts.Journal.TryAppend(EventKind.ClockSet, 0, before, parts.Clock.UnixSeconds);
        }
        parts.Journal.TryAcknowledge(checkInAnswer.AckedEvent);
        if (checkInAnswer.TableVersion != parts.Table.Version)
        {
            table.Want();
        }
        if (channel.TryStepEpoch(checkInAnswer.MinimumEpoch))
        {
            parts.Journal.TryAppend(EventKind.EpochStepped, 0, (uint)parts.Session.Epoch, 0);
        }
    }

    private void TakeEventsAnswer(InnerMessage inner, long nowMs)
    {
        uint first = parts.Journal.FirstToSend;
        if (inner.Code == CoapCode.Changed
            && eventsAnswer.TryRead(received, inner.PayloadOffset, inner.PayloadCount))
        {
            parts.Journal.TryAcknowledge(eventsAnswer.AckedEvent);
        }
        if (parts.Journal.FirstToSend == first)
        {
            eventsHoldUntilMs = nowMs + EventsHoldMs;
        }
    }

    private void AnswerOrder(long nowMs)
    {
        InnerMessage inner = channel.Inner;
        bool isOrder = inner.Code == CoapCode.Post && inner.Resource == Resource.Order;
        int count = 0;
        if (isOrder)
        {
            count = orders.Handle(
                received, inner.PayloadOffset, inner.PayloadCount, channel.Body, channel.Body.Length, nowMs);
        }
        inner.Begin(!isOrder ? CoapCode.NotFound : count == 0 ? CoapCode.BadRequest : CoapCode.Changed);
        int length = channel.ProtectAnswer(count);
        if (length > 0)
        {
            socket.TrySend(gateways.Current, channel.Datagram, 0, length);
        }
    }
}
