using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Audit;

/// <summary>The kinds of audit entries. Texts are found under <c>Audit.KIND</c>; a kind is never renamed.</summary>
public static class AuditKinds
{
    /// <summary>Someone signed in. Actor: the user.</summary>
    public const string SignedIn = "user.signed-in";

    /// <summary>Someone signed out. Actor: the user.</summary>
    public const string SignedOut = "user.signed-out";

    /// <summary>
    /// Tries to sign in were refused since the last such line. Actor: the user whose name was given, or anonymous for
    /// all others together. Detail: tries, turnedAway (not looked at), until.
    /// </summary>
    public const string SignInRefused = "user.sign-in-refused";

    /// <summary>An account was made. Detail: user.</summary>
    public const string UserCreated = "user.created";

    /// <summary>A depot was made. Detail: controller, compartments.</summary>
    public const string DepotCreated = "depot.created";

    /// <summary>A site was made. Detail: site.</summary>
    public const string SiteCreated = "site.created";

    /// <summary>Someone asked for a door to be opened. Detail: opening, reason, deadlineSeconds.</summary>
    public const string OpeningRequested = "opening.requested";

    /// <summary>An opening's order was sent, answered, expired or cancelled. Detail: opening, step.</summary>
    public const string OpeningStep = "opening.step";

    /// <summary>A code was issued. Detail: code, from, until, uses; never the digits.</summary>
    public const string CodeIssued = "code.issued";

    /// <summary>A code was revoked. Detail: code.</summary>
    public const string CodeRevoked = "code.revoked";

    /// <summary>An event of a depot was set aside. Detail: controller, event, eventKind.</summary>
    public const string EventSetAside = "relay.event-set-aside";

    /// <summary>A row of the outbox could not be delivered and was given up. Detail: kind, key.</summary>
    public const string DeliveryGivenUp = "relay.delivery-given-up";

    /// <summary>After the fleet's database went back in time a depot's table was put right. Detail: controller, depot,
    /// codesPut, codesRemoved, codesUnknown.</summary>
    public const string TableRestored = "fleet.table-restored";

    /// <summary>A depot's table could not be put right then. Detail: controller.</summary>
    public const string TableNotRestored = "fleet.table-not-restored";

    /// <summary>The fleet has lost a depot's controller. Detail: controller.</summary>
    public const string ControllerForgotten = "fleet.controller-forgotten";

    /// <summary>The fleet has a controller that no depot of the tenant has. Detail: controller.</summary>
    public const string ControllerUnknown = "fleet.controller-unknown";

    /// <summary>A check-in tells otherwise of a door than the events before it; it is right. Detail: door, doorBefore,
    /// process, processBefore.</summary>
    public const string DoorCorrected = "compartment.door-corrected";

    /// <summary>A depot is told its settings anew. Detail: controller.</summary>
    public const string SettingsRenewed = "depot.settings-renewed";

    /// <summary>A depot reported an event of a kind that this version does not know. Detail: eventKind.</summary>
    public const string DepotUnknownEvent = "depot.unknown-event";

    /// <summary>The kind for an event of a depot's journal: <c>depot.</c> and its name in kebab case.</summary>
    public static string OfEvent(EventKind kind) => kind switch
    {
        EventKind.Booted => "depot.booted",
        EventKind.Gap => "depot.gap",
        EventKind.CodeAccepted => "depot.code-accepted",
        EventKind.CodeRefused => "depot.code-refused",
        EventKind.CodeWrong => "depot.code-wrong",
        EventKind.KeypadLocked => "depot.keypad-locked",
        EventKind.KeypadUnlocked => "depot.keypad-unlocked",
        EventKind.Pulsed => "depot.pulsed",
        EventKind.DoorOpened => "depot.door-opened",
        EventKind.DoorClosed => "depot.door-closed",
        EventKind.DoorLeftOpen => "depot.door-left-open",
        EventKind.DoorBlocked => "depot.door-blocked",
        EventKind.BreakIn => "depot.break-in",
        EventKind.OrderStarted => "depot.order-started",
        EventKind.OrderFinished => "depot.order-finished",
        EventKind.TableApplied => "depot.table-applied",
        EventKind.ClockSet => "depot.clock-set",
        EventKind.PartFailed => "depot.part-failed",
        EventKind.PartRecovered => "depot.part-recovered",
        EventKind.MainsLost => "depot.mains-lost",
        EventKind.MainsRestored => "depot.mains-restored",
        EventKind.TamperOpened => "depot.tamper-opened",
        EventKind.TamperClosed => "depot.tamper-closed",
        EventKind.EpochStepped => "depot.epoch-stepped",
        EventKind.Reopened => "depot.reopened",
        EventKind.DepositSwapped => "depot.deposit-swapped",
        EventKind.DuressEntered => "depot.duress-entered",
        EventKind.OfflineAccepted => "depot.offline-accepted",
        EventKind.OfflineRefused => "depot.offline-refused",
        EventKind.Quarantined => "depot.quarantined",
        EventKind.QuarantineLifted => "depot.quarantine-lifted",
        EventKind.Flapping => "depot.flapping",
        EventKind.ChannelClosed => "depot.channel-closed",
        EventKind.ChannelOpened => "depot.channel-opened",
        EventKind.SupplyLow => "depot.supply-low",
        EventKind.SupplyRestored => "depot.supply-restored",
        EventKind.MaintenanceEntered => "depot.maintenance-entered",
        EventKind.TableRefused => "depot.table-refused",
        EventKind.TimeRefused => "depot.time-refused",
        EventKind.ConfigurationFault => "depot.configuration-fault",
        EventKind.MemoryMended => "depot.memory-mended",
        EventKind.Summed => "depot.summed",
        EventKind.DoorFoundOpen => "depot.door-found-open",
        EventKind.DoorFoundClosed => "depot.door-found-closed",
        EventKind.DepositKept => "depot.deposit-kept",
        _ => DepotUnknownEvent
    };
}
