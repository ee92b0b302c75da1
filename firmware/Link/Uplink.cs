using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Names;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Link;

/// <summary>
/// Talks to the gateway: at most one exchange open, at most one datagram taken a tick. Order of traffic: answers to
/// orders, events, check-in, table. What is told is put together in one tick and protected and sent in the next, for
/// either is dear; nothing is taken in between.
/// </summary>
/// <param name="gateways">Those of the identity; settings may name others.</param>
/// <param name="addresses">Where they are.</param>
public sealed class Uplink(
    TickBudget budget, IDatagramSocket socket, SecureChannel channel, GatewayAddresses addresses, string gateways,
    Settings settings, Jitter jitter, LastContact contact, GatewayTime time, EpochSteps epochs, Journal journal,
    StatusReport report, EventUpload events, TableDownload table, OrderDesk orders)
{
    private const int EventsRetryMs = 1000;
    private const int EventsHoldMs = 60000;
    private const int AlarmToldSeconds = 1;

    private readonly TickBudget _budget = budget;
    private readonly IDatagramSocket _socket = socket;
    private readonly SecureChannel _channel = channel;
    private readonly GatewayAddresses _addresses = addresses;
    private readonly LastContact _contact = contact;
    private readonly GatewayTime _time = time;
    private readonly EpochSteps _epochs = epochs;
    private readonly Settings _settings = settings;
    private readonly Journal _journal = journal;
    private readonly NetworkAddress _from = new NetworkAddress();
    private readonly StatusReport _report = report;
    private readonly EventUpload _events = events;
    private readonly TableDownload _table = table;
    private readonly OrderDesk _orders = orders;
    private readonly Conversation _talk = new Conversation(jitter);
    private readonly InboundLimit _limit = new InboundLimit();
    private readonly CheckInAnswer _checkInAnswer = new CheckInAnswer();
    private readonly EventsAnswer _eventsAnswer = new EventsAnswer();
    // One byte more than a datagram may have, so that a longer one is noticed.
    private readonly byte[] _received = new byte[OscoreMessage.DatagramMax + 1];
    private readonly byte[] _echo = new byte[InnerMessage.EchoMax];
    private readonly string _identityGateways = gateways;
    private int _echoCount;
    private long _eventsHoldUntilMs;
    private bool _hasToldAlarm;
    private bool _hasBegun;
    private bool _isRequestReady;
    private bool _isAnswerReady;
    private int _bodyCount;

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
            _talk.Begin(nowMs, _settings.BootSpreadSeconds);
        }
        if (_addresses.Take(_settings.Gateways.Length > 0 ? _settings.Gateways : _identityGateways))
        {
            // What was told was told by others.
            _time.Agreement.Restart();
            // To read four addresses is enough for a tick.
            _budget.NoteDear();
            return;
        }
        if (Receive(nowMs))
        {
            return;
        }
        _table.Tick(nowMs);
        // Whatever is sent next may be events that are read for it.
        if (!_budget.Allows(TickBudget.EventsUpTo))
        {
            return;
        }
        if (_addresses.TryWork(nowMs))
        {
            _budget.NoteDear();
            return;
        }
        if (_talk.IsUnanswered(nowMs))
        {
            RetryOrFail(nowMs);
        }
        if (_talk.Kind == ExchangeKind.None)
        {
            // A step takes half of a tick; what comes next can wait for the next one.
            if (!_epochs.StepIfDue())
            {
                StartNext(nowMs);
            }
        }
    }

    /// <summary>Milliseconds until it must run again if no datagram comes.</summary>
    public int WaitMs(long nowMs)
    {
        if (_table.IsAtWork || IsReady)
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
    private bool HasEvents => _journal.HasUnacknowledged && !_journal.IsSilent
        && (_talk.HasContacted || _journal.HasUrgent);

    private bool IsReady => _isRequestReady || _isAnswerReady;

    private void StartNext(long nowMs)
    {
        TellAlarm(nowMs);
        if (!_talk.TryOpen(nowMs, HasEvents && nowMs >= _eventsHoldUntilMs, _table.IsDue(nowMs)))
        {
            return;
        }
        // With a check-in: orders come from whom it was sent to, and are answered there.
        if (_talk.Kind == ExchangeKind.CheckIn && _time.Agreement.WantsOther)
        {
            _time.Agreement.NoteOther();
            _addresses.Next();
        }
        Prepare(nowMs);
    }

    // An alarm may stand behind thousands of events that have to wait; a check-in never has to.
    private void TellAlarm(long nowMs)
    {
        bool isHeldUp = _journal.HasAlarm && nowMs < _eventsHoldUntilMs;
        if (isHeldUp && !_hasToldAlarm)
        {
            _talk.PlanCheckIn(nowMs, AlarmToldSeconds);
        }
        _hasToldAlarm = _journal.HasAlarm && (isHeldUp || _hasToldAlarm);
    }

    private void Prepare(long nowMs)
    {
        _budget.NoteDear();
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
        _budget.NoteDear();
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
        _time.Agreement.NoteSilence(_addresses.Place);
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
        if (!_budget.Allows(TickBudget.InboundUpTo))
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
            _budget.NoteDear();
            _limit.Take();
            return true;
        }
        if (count < CoapHeader.Length || count > OscoreMessage.DatagramMax)
        {
            return count > 0;
        }
        _budget.NoteDear();
        _limit.Take();
        bool isAnswer = ((_received[0] >> 4) & 3) == (int)CoapType.Acknowledgement;
        if (isAnswer)
        {
            if (_talk.Kind != ExchangeKind.None && _channel.TryOpenAnswer(_received, count))
            {
                _addresses.NoteAnswer();
                TakeAnswer(nowMs);

                // Only now: the answer may have set the clock.
                _contact.Note();
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
        _time.Take((uint)_checkInAnswer.Time, roundTripMs, _addresses.Place, nowMs);
        _journal.TryAcknowledge(_checkInAnswer.AckedEvent);
        _table.WantIfOther(_checkInAnswer.TableVersion);
        _epochs.Ask(_checkInAnswer.MinimumEpoch);
    }

    private void TakeEventsAnswer(InnerMessage inner, long nowMs)
    {
        uint first = _journal.FirstToSend;
        if (inner.Code == CoapCode.Changed
            && _eventsAnswer.TryRead(_received, inner.PayloadOffset, inner.PayloadCount))
        {
            _journal.TryAcknowledge(_eventsAnswer.AckedEvent);
            if (_eventsAnswer.WaitSeconds > 0)
            {
                _eventsHoldUntilMs = nowMs + _eventsAnswer.WaitSeconds * 1000L;
                return;
            }
        }
        if (_journal.FirstToSend == first)
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
