using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Storage;

/// <summary>
/// How many events may wait for the gateway while a kind is still written one by one; beyond, it is only counted (see
/// <see cref="EventSums"/>). So what nobody needs gives way to what someone must know, however often it is caused.
/// </summary>
public static class EventRoom
{
    /// <summary>Of what anyone or a broken part can cause fast and without end, or nobody needs one by one.</summary>
    public const int GivesWay = 1000;

    /// <summary>
    /// Of what someone must know, but what can be caused again and again, though slowly or with a genuine code.
    /// </summary>
    public const int Repeatable = 1800;

    /// <summary>Of what only the backend or people with its codes cause: the whole ring is theirs.</summary>
    public const int Kept = int.MaxValue;

    /// <summary>The room of a kind; 0 = one that has none yet, and is always counted.</summary>
    public static int Of(EventKind kind)
    {
        switch (kind)
        {
            // Openings and changes that only the backend, or someone it gave a code to, can cause.
            case EventKind.Gap:
            case EventKind.CodeAccepted:
            case EventKind.OfflineAccepted:
            case EventKind.DepositSwapped:
            case EventKind.DepositKept:
            case EventKind.OrderStarted:
            case EventKind.OrderFinished:
            case EventKind.TableApplied:
            case EventKind.EpochStepped:
            case EventKind.Quarantined:
            case EventKind.QuarantineLifted:
            case EventKind.Summed:
                return Kept;
            // A hand at an open door, the same code again, a lock that needs minutes.
            case EventKind.BreakIn:
            case EventKind.DoorOpened:
            case EventKind.DoorClosed:
            case EventKind.DoorFoundOpen:
            case EventKind.DoorFoundClosed:
            case EventKind.DoorLeftOpen:
            case EventKind.DoorBlocked:
            case EventKind.Reopened:
            case EventKind.DuressEntered:
            case EventKind.MaintenanceEntered:
            case EventKind.KeypadLocked:
            case EventKind.ChannelClosed:
                return Repeatable;
            // Keys, plugs, switches, cables and what flickers.
            case EventKind.Booted:
            case EventKind.CodeRefused:
            case EventKind.CodeWrong:
            case EventKind.OfflineRefused:
            case EventKind.KeypadUnlocked:
            case EventKind.ChannelOpened:
            case EventKind.Pulsed:
            case EventKind.Flapping:
            case EventKind.ClockSet:
            case EventKind.TimeRefused:
            case EventKind.TableRefused:
            case EventKind.PartFailed:
            case EventKind.PartRecovered:
            case EventKind.MainsLost:
            case EventKind.MainsRestored:
            case EventKind.SupplyLow:
            case EventKind.SupplyRestored:
            case EventKind.TamperOpened:
            case EventKind.TamperClosed:
            case EventKind.ConfigurationFault:
            case EventKind.MemoryMended:
                return GivesWay;
            default:
                return 0;
        }
    }
}
