using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Names;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Link;

/// <summary>
/// Talks to the gateway: at most one exchange open, at most one datagram taken a tick. Order of traffic: answers to
/// orders, events, check-in, table. What is told is put together in one tick and protected and sent in the next, for
/// either is dear; nothing is taken in between.
/// </summary>
public sealed class Uplink
{
    private const int EventsRetryMs = 1000;
    private const int EventsHoldMs = 60000;
    private const int TimeToldEveryMs = 3600000;
    private const int AlarmToldSeconds = 1;

    private readonly IDatagramSocket _socket;
    private readonly DepotParts _parts;
    private readonly SecureChannel _channel;
    private readonly GatewayAddresses _addresses;
    private readonly NetworkAddress _from = new NetworkAddress();
    private readonly StatusReport _report;
    private readonly EventUpload _events;
    private readonly TableDownload _table;
    private readonly OrderDesk _orders;
    private readonly Conversation _talk;
    private readonly InboundLimit _limit = new InboundLimit();
    private readonly CheckInAnswer _checkInAnswer = new CheckInAnswer();
    private readonly EventsAnswer _eventsAnswer = new EventsAnswer();
    // One byte more than a datagram may have, so that a longer one is noticed.
    private readonly byte[] _received = new byte[OscoreMessage.DatagramMax + 1];
    private readonly byte[] _echo = new byte[InnerMessage.EchoMax];
    private readonly string _identityGateways;
    private int _echoCount;
    private long _eventsHoldUntilMs;
    private int _minimumEpoch;
    private long _timeToldMs;
    private bool _hasToldAlarm;
    private bool _hasBegun;
    private bool _isRequestReady;
    private bool _isAnswerReady;
    private int _bodyCount;

    /// <summary>The uplink of a depot.</summary>
    /// <param name="gateways">Those of the identity; settings may name others.</param>
    /// <param name="addresses">Where they are.</param>
    public Uplink(
        IDatagramSocket socket, DepotParts parts, SecureChannel channel, StatusReport report, TableDownload table,
        OrderDesk orders, Jitter jitter, string gateways, GatewayAddresses addresses)
    {
        _addresses = addresses;
        _socket = socket;
        _parts = parts;
        _channel = channel;
        _report = report;
        _table = table;
        _orders = orders;
        _identityGateways = gateways;
        _events = new EventUpload(parts.Journal, parts.Deposits);
        _talk = new Conversation(jitter);
    }

    /// <summary>True after two failed exchanges, until one succeeds.</summary>
    public bool IsOffline => _talk.IsOffline;

    /// <summary>Sends what is ready, else takes a datagram; false when there is neither.</summary>
    public bool TryReceive(long nowMs) => _hasBegun && Receive(nowMs);

    /// <summary>Takes a datagram, gives up what waited too long, starts what is due.</summary>
    public void Tick(long nowMs)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            _talk.Begin(nowMs, _parts.Settings.BootSpreadSeconds);
        }
        if (_addresses.Take(_parts.Settings.Gateways.Length > 0 ? _parts.Settings.Gateways : _identityGateways))
        {
            // What was told was told by others.
            _parts.Clock.Agreement.Restart();
            // To read four addresses is enough for a tick.
            _parts.IsBusy = true;
            return;
        }
        if (Receive(nowMs))
        {
            return;
        }
        if (_orders.WantsRefresh)
        {
            _orders.WantsRefresh = false;
            _table.Want();
        }
        _table.Tick(nowMs);
        // Whatever is sent next may be events that are read for it.
        if (_parts.MainBus.TickBytes > TickBudget.EventsUpTo)
        {
            return;
        }
        if (_addresses.TryWork(nowMs))
        {
            _parts.IsBusy = true;
            return;
        }
        if (_talk.IsUnanswered(nowMs))
        {
            RetryOrFail(nowMs);
        }
        if (_talk.Kind == ExchangeKind.None)
        {
            // A step takes half of a tick; what comes next can wait for the next one.
            if (!StepIfDue())
            {
                StartNext(nowMs);
            }
        }
    }

    /// <summary>Milliseconds until it must run again if no datagram comes.</summary>
    public int WaitMs(long nowMs)
    {
        if (!_parts.Table.IsLevel || _table.IsApplying || IsReady)
        {
            return 1;
        }
        long dueMs = _talk.NextMs;
        if (_talk.Kind == ExchangeKind.None && !_talk.IsOffline)
        {
            if (HasEvents)
            {
                dueMs = _eventsHoldUntilMs < dueMs ? _eventsHoldUntilMs : dueMs;
            }
            int tableMs = _talk.HasContacted ? _table.WaitMs(nowMs) : int.MaxValue;
            dueMs = tableMs != int.MaxValue && nowMs + tableMs < dueMs ? nowMs + tableMs : dueMs;
        }
        dueMs = _addresses.NextMs < dueMs ? _addresses.NextMs : dueMs;
        return dueMs > nowMs ? (int)(dueMs - nowMs) : 1;
    }

    // After boot, check-ins are spread, unless a door, code or alarm event comes first.
    private bool HasEvents => _parts.Journal.HasUnacknowledged && !_parts.Journal.IsSilent
        && (_talk.HasContacted || _parts.Journal.HasUrgent);

    private bool IsReady => _isRequestReady || _isAnswerReady;

    private void StartNext(long nowMs)
    {
        TellAlarm(nowMs);
        if (!_talk.TryOpen(nowMs, HasEvents && nowMs >= _eventsHoldUntilMs, _table.IsDue(nowMs)))
        {
            return;
        }
        // With a check-in: orders come from whom it was sent to, and are answered there.
        if (_talk.Kind == ExchangeKind.CheckIn && _parts.Clock.Agreement.WantsOther)
        {
            _parts.Clock.Agreement.WantsOther = false;
            _addresses.Next();
        }
        Prepare(nowMs);
    }

    // An alarm may stand behind thousands of events that have to wait; a check-in never has to.
    private void TellAlarm(long nowMs)
    {
        bool isHeldUp = _parts.Journal.HasAlarm && nowMs < _eventsHoldUntilMs;
        if (isHeldUp && !_hasToldAlarm)
        {
            _talk.PlanCheckIn(nowMs, AlarmToldSeconds);
        }
        _hasToldAlarm = _parts.Journal.HasAlarm && (isHeldUp || _hasToldAlarm);
    }

    private void Prepare(long nowMs)
    {
        _parts.IsBusy = true;
        InnerMessage inner = _channel.Inner;
        int count = 0;
        switch (_talk.Kind)
        {
            case ExchangeKind.CheckIn:
                inner.Begin(CoapCode.Post);
                inner.Resource = Resource.CheckIn;
                count = _report.Write(_channel.Body, 0, _channel.Body.Length);
                break;
            case ExchangeKind.Events:
                inner.Begin(CoapCode.Post);
                inner.Resource = Resource.Events;
                count = _events.Write(_channel.Body, 0, _channel.Body.Length, nowMs);
                if (count == 0)
                {
                    _talk.Withdraw();
                    _eventsHoldUntilMs = nowMs + EventsRetryMs;
                    return;
                }
                break;
            default:
                _table.Request(inner);
                break;
        }
        System.Array.Copy(_echo, 0, inner.Echo, 0, _echoCount);
        inner.EchoCount = _echoCount;
        _echoCount = 0;
        _bodyCount = count;
        _isRequestReady = true;
    }

    private void SendReady(long nowMs)
    {
        _parts.IsBusy = true;
        int length = _isRequestReady ? _channel.ProtectRequest(_bodyCount) : _channel.ProtectAnswer(_bodyCount);
        if (_isRequestReady)
        {
            _talk.NoteSent(nowMs);
        }
        _isRequestReady = false;
        _isAnswerReady = false;
        // Whether it was handed over or not: without an answer the next attempt goes elsewhere.
        NetworkAddress to = _addresses.ToSendTo();
        if (length > 0 && to.Count > 0)
        {
            _socket.TrySend(to, _channel.Datagram, 0, length);
        }
    }

    private void RetryOrFail(long nowMs)
    {
        _parts.Clock.Agreement.NoteSilence(_addresses.Place);
        _addresses.NoteSilence(nowMs);
        if (_talk.TryAgain(nowMs))
        {
            Prepare(nowMs);
            return;
        }
        _channel.Forget();
    }

    private bool Receive(long nowMs)
    {
        if (_parts.MainBus.TickBytes > TickBudget.InboundUpTo)
        {
            return false;
        }
        if (IsReady)
        {
            SendReady(nowMs);
            return true;
        }
        if (!_limit.MayTake(nowMs))
        {
            return false;
        }
        int count = _socket.Receive(_received, 0, _received.Length, _from);
        if (count > 0 && _addresses.TryTake(_received, count, _from, nowMs))
        {
            _parts.IsBusy = true;
            _limit.Take();
            return true;
        }
        if (count < CoapHeader.Length || count > OscoreMessage.DatagramMax)
        {
            return count > 0;
        }
        _parts.IsBusy = true;
        _limit.Take();
        bool isAnswer = ((_received[0] >> 4) & 3) == (int)CoapType.Acknowledgement;
        if (isAnswer)
        {
            if (_talk.Kind != ExchangeKind.None && _channel.TryOpenAnswer(_received, count))
            {
                _addresses.NoteAnswer();
                TakeAnswer(nowMs);

                // Only now: the answer may have set the clock.
                _parts.HasContact = true;
                _parts.LastContact = _parts.Clock.UnixSeconds;
            }
        }
        else if (_channel.TryOpenRequest(_received, count))
        {
            AnswerOrder(nowMs);
        }
        return true;
    }

    private void TakeAnswer(long nowMs)
    {
        ExchangeKind kind = _talk.Kind;
        InnerMessage inner = _channel.Inner;
        long roundTripMs = nowMs - _talk.SentMs;
        _talk.NoteAnswer();
        if (inner.Code == CoapCode.Unauthorized && inner.EchoCount > 0)
        {
            // RFC 9175 §2.3: the gateway wants to see that this is fresh; the same again, with its Echo.
            _echoCount = inner.EchoCount;
            System.Array.Copy(inner.Echo, 0, _echo, 0, _echoCount);
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
            _table.Take(inner, _received, nowMs);
        }
    }

    private void TakeCheckInAnswer(InnerMessage inner, long roundTripMs, long nowMs)
    {
        if (inner.Code != CoapCode.Changed
            || !_checkInAnswer.TryRead(_received, inner.PayloadOffset, inner.PayloadCount))
        {
            _talk.PlanCheckIn(nowMs, 0);
            return;
        }
        _report.IsFirst = false;
        _talk.PlanCheckIn(nowMs, _checkInAnswer.NextCheckInSeconds);
        TakeTime((uint)_checkInAnswer.Time, roundTripMs, nowMs);
        _parts.Journal.TryAcknowledge(_checkInAnswer.AckedEvent);
        if (_checkInAnswer.TableVersion != _parts.Table.Version)
        {
            _table.Want();
        }
        _minimumEpoch = _checkInAnswer.MinimumEpoch;
    }

    private void TakeTime(uint offered, long roundTripMs, long nowMs)
    {
        DepotClock clock = _parts.Clock;
        uint before = clock.UnixSeconds;
        if (clock.TryCorrect(offered, roundTripMs, _addresses.Place))
        {
            _parts.Journal.Time = clock.UnixSeconds;
            _parts.Journal.TryAppend(EventKind.ClockSet, 0, before, clock.UnixSeconds);
        }
        else if (clock.IsRefusing && offered != 0 && nowMs >= _timeToldMs)
        {
            _timeToldMs = nowMs + TimeToldEveryMs;
            _parts.Journal.TryAppend(EventKind.TimeRefused, 0, offered, before);
        }
    }

    // The age of the keys counts in times that were agreed on: a wrong one would age them at once, or never.
    private bool StepIfDue()
    {
        uint now = _parts.Clock.AgreedSeconds;
        _parts.Session.NoteTime(now);
        int wanted = _parts.Session.IsStepDue(now) ? _parts.Session.Epoch + 1 : 0;
        wanted = _minimumEpoch > wanted ? _minimumEpoch : wanted;
        if (!_channel.TryStepEpoch(wanted))
        {
            return false;
        }
        _parts.Mirror.Store(_channel.Controller, _parts.Boot.BootCount, wanted);
        _parts.Journal.TryAppend(EventKind.EpochStepped, 0, (uint)wanted, 0);
        return true;
    }

    private void TakeEventsAnswer(InnerMessage inner, long nowMs)
    {
        uint first = _parts.Journal.FirstToSend;
        if (inner.Code == CoapCode.Changed
            && _eventsAnswer.TryRead(_received, inner.PayloadOffset, inner.PayloadCount))
        {
            _parts.Journal.TryAcknowledge(_eventsAnswer.AckedEvent);
            if (_eventsAnswer.WaitSeconds > 0)
            {
                _eventsHoldUntilMs = nowMs + _eventsAnswer.WaitSeconds * 1000L;
                return;
            }
        }
        if (_parts.Journal.FirstToSend == first)
        {
            _eventsHoldUntilMs = nowMs + EventsHoldMs;
        }
    }

    private void AnswerOrder(long nowMs)
    {
        InnerMessage inner = _channel.Inner;
        bool isOrder = inner.Code == CoapCode.Post && inner.Resource == Resource.Order;
        int count = 0;
        if (isOrder)
        {
            count = _orders.Handle(
                _received, inner.PayloadOffset, inner.PayloadCount, _channel.Body, _channel.Body.Length, nowMs);
        }
        inner.Begin(!isOrder ? CoapCode.NotFound : count == 0 ? CoapCode.BadRequest : CoapCode.Changed);
        _bodyCount = count;
        _isAnswerReady = true;
    }
}
