using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Link;

/// <summary>Takes the times that gateways tell, and journals what became of them.</summary>
/// <param name="clock">Set when they agree.</param>
public sealed class GatewayTime(DepotClock clock, Journal journal)
{
    private const int RefusedToldEveryMs = 3600000;

    private readonly DepotClock _clock = clock;
    private readonly Journal _journal = journal;
    private long _refusedToldMs;

    /// <summary>How far the gateways agree.</summary>
    public TimeAgreement Agreement => _clock.Agreement;

    /// <summary>Takes the time of an answer.</summary>
    /// <param name="offered">Unix seconds; 0 = the gateway is not sure of it.</param>
    /// <param name="place">Whose it is.</param>
    public void Take(uint offered, long roundTripMs, int place, long nowMs)
    {
        uint before = _clock.UnixSeconds;
        if (_clock.TryCorrect(offered, roundTripMs, place))
        {
            _journal.Time = _clock.UnixSeconds;
            _journal.TryAppend(EventKind.ClockSet, 0, before, _clock.UnixSeconds);
        }
        else if (_clock.IsRefusing && offered != 0 && nowMs >= _refusedToldMs)
        {
            _refusedToldMs = nowMs + RefusedToldEveryMs;
            _journal.TryAppend(EventKind.TimeRefused, 0, offered, before);
        }
    }
}
