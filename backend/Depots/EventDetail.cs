using Fachwerk.Backend.Outbox;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Depots;

/// <summary>A depot's event in the words of the log: the detail items of its kind, by name.</summary>
internal static class EventDetail
{
    public static Dictionary<string, object> Of(DepotEvent happened)
    {
        var detail = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["controller"] = happened.Controller,
            ["event"] = happened.Number
        };
        if (happened.Time is null)
            detail["clock"] = "unknown";
        if (happened.IsAhead)
        {
            detail["clock"] = "ahead";
            detail["dated"] = happened.Time!.Value.ToUnixTimeSeconds();
        }

        var names = NamesOf(happened.EventKind);
        if (names.Length == 0 && !Enum.IsDefined(happened.EventKind))
            detail["eventKind"] = happened.Kind;
        for (var i = 0; i < names.Length && i < happened.Detail.Count; i++)
            detail[names[i]] = happened.Detail[i];
        return detail;
    }

    // Registry "Event kinds" of SPEC.md.
    private static string[] NamesOf(EventKind kind) => kind switch
    {
        EventKind.Booted => ["bootReason", "bootCount", "appVersion"],
        EventKind.Gap => ["lost"],
        EventKind.CodeAccepted => ["code"],
        EventKind.CodeRefused => ["code", "reason"],
        EventKind.CodeWrong => ["digits"],
        EventKind.KeypadLocked => ["seconds"],
        EventKind.Pulsed => ["pulseMs", "peakMilliamps"],
        EventKind.DoorClosed => ["openSeconds"],
        EventKind.DoorLeftOpen => ["openSeconds"],
        EventKind.DoorBlocked => ["pulses"],
        EventKind.OrderStarted => ["order", "orderKind"],
        EventKind.OrderFinished => ["order", "outcome"],
        EventKind.TableApplied => ["before", "now"],
        EventKind.ClockSet => ["before", "now"],
        EventKind.PartFailed or EventKind.PartRecovered => ["part"],
        EventKind.EpochStepped => ["epoch"],
        EventKind.Reopened or EventKind.DuressEntered or EventKind.MaintenanceEntered or EventKind.DepositKept =>
            ["code"],
        EventKind.DepositSwapped => ["code", "givenBack"],
        EventKind.OfflineAccepted => ["startHour", "serial"],
        EventKind.OfflineRefused => ["startHour", "serial", "reason"],
        EventKind.Quarantined => ["cause"],
        EventKind.Flapping => ["changes"],
        EventKind.ChannelClosed or EventKind.ChannelOpened => ["digits"],
        EventKind.SupplyLow or EventKind.SupplyRestored => ["millivolts"],
        EventKind.TableRefused => ["offered", "refusal"],
        EventKind.TimeRefused => ["offered", "here"],
        EventKind.ConfigurationFault => ["line"],
        EventKind.MemoryMended => ["address", "bit"],
        EventKind.Summed => ["eventKind", "times", "last"],
        _ => []
    };
}
