using Fachwerk.Backend.Audit;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Dashboard;

/// <summary>Icon and tone of each kind of audit entry.</summary>
public static class TimelineStyles
{
    private static readonly Dictionary<string, (string Icon, string Tone)> Styles = new(StringComparer.Ordinal)
    {
        [AuditKinds.SignedIn] = ("user", "Quiet"),
        [AuditKinds.SignedOut] = ("logout", "Quiet"),
        [AuditKinds.SignInRefused] = ("lock-x", "Notice"),
        [AuditKinds.UserCreated] = ("user", "Quiet"),
        [AuditKinds.DepotCreated] = ("layout-grid", "Quiet"),
        [AuditKinds.SiteCreated] = ("building", "Quiet"),
        [AuditKinds.OpeningRequested] = ("send", "Quiet"),
        [AuditKinds.OpeningStep] = ("chevron-right", "Quiet"),
        [AuditKinds.CodeIssued] = ("key", "Quiet"),
        [AuditKinds.CodeRevoked] = ("key-off", "Quiet"),
        [AuditKinds.EventSetAside] = ("alert-triangle", "Trouble"),
        [AuditKinds.DeliveryGivenUp] = ("alert-triangle", "Trouble"),
        [AuditKinds.TableRestored] = ("refresh", "Notice"),
        [AuditKinds.TableNotRestored] = ("alert-triangle", "Trouble"),
        [AuditKinds.ControllerForgotten] = ("alert-triangle", "Trouble"),
        [AuditKinds.ControllerUnknown] = ("help", "Notice"),
        [AuditKinds.DoorCorrected] = ("refresh", "Notice"),
        [AuditKinds.SettingsRenewed] = ("refresh", "Quiet"),
        [AuditKinds.DepotUnknownEvent] = ("help", "Notice"),
        [Of(EventKind.Booted)] = ("power", "Notice"),
        [Of(EventKind.Gap)] = ("alert-triangle", "Trouble"),
        [Of(EventKind.CodeAccepted)] = ("key", "Good"),
        [Of(EventKind.CodeRefused)] = ("key-off", "Notice"),
        [Of(EventKind.CodeWrong)] = ("x", "Notice"),
        [Of(EventKind.KeypadLocked)] = ("lock", "Notice"),
        [Of(EventKind.KeypadUnlocked)] = ("lock-open", "Quiet"),
        [Of(EventKind.Pulsed)] = ("bolt", "Quiet"),
        [Of(EventKind.DoorOpened)] = ("door-exit", "Good"),
        [Of(EventKind.DoorClosed)] = ("door", "Quiet"),
        [Of(EventKind.DoorLeftOpen)] = ("clock-exclamation", "Trouble"),
        [Of(EventKind.DoorBlocked)] = ("lock-x", "Trouble"),
        [Of(EventKind.BreakIn)] = ("alert-triangle", "Trouble"),
        [Of(EventKind.OrderStarted)] = ("check", "Quiet"),
        [Of(EventKind.OrderFinished)] = ("check", "Quiet"),
        [Of(EventKind.TableApplied)] = ("refresh", "Quiet"),
        [Of(EventKind.ClockSet)] = ("clock", "Quiet"),
        [Of(EventKind.PartFailed)] = ("tool", "Trouble"),
        [Of(EventKind.PartRecovered)] = ("tool", "Good"),
        [Of(EventKind.MainsLost)] = ("plug-x", "Trouble"),
        [Of(EventKind.MainsRestored)] = ("plug-connected", "Good"),
        [Of(EventKind.TamperOpened)] = ("alert-triangle", "Trouble"),
        [Of(EventKind.TamperClosed)] = ("shield-lock", "Quiet"),
        [Of(EventKind.EpochStepped)] = ("refresh", "Quiet"),
        [Of(EventKind.Reopened)] = ("key", "Good"),
        [Of(EventKind.DepositSwapped)] = ("refresh", "Quiet"),
        [Of(EventKind.DuressEntered)] = ("alert-triangle", "Trouble"),
        [Of(EventKind.OfflineAccepted)] = ("key", "Good"),
        [Of(EventKind.OfflineRefused)] = ("key-off", "Notice"),
        [Of(EventKind.Quarantined)] = ("lock-x", "Trouble"),
        [Of(EventKind.QuarantineLifted)] = ("lock-open", "Good"),
        [Of(EventKind.Flapping)] = ("tool", "Trouble"),
        [Of(EventKind.ChannelClosed)] = ("lock", "Notice"),
        [Of(EventKind.ChannelOpened)] = ("lock-open", "Quiet"),
        [Of(EventKind.SupplyLow)] = ("plug-x", "Trouble"),
        [Of(EventKind.SupplyRestored)] = ("plug-connected", "Good"),
        [Of(EventKind.MaintenanceEntered)] = ("tool", "Notice"),
        [Of(EventKind.TableRefused)] = ("alert-triangle", "Trouble"),
        [Of(EventKind.TimeRefused)] = ("clock", "Notice"),
        [Of(EventKind.ConfigurationFault)] = ("tool", "Trouble"),
        [Of(EventKind.MemoryMended)] = ("tool", "Notice"),
        [Of(EventKind.Summed)] = ("chevron-right", "Notice"),
        [Of(EventKind.DoorFoundOpen)] = ("door-exit", "Notice"),
        [Of(EventKind.DoorFoundClosed)] = ("door", "Notice"),
        [Of(EventKind.DepositKept)] = ("refresh", "Notice")
    };

    /// <summary>Every kind that has a style; each has a text too.</summary>
    public static IReadOnlyCollection<string> Kinds => Styles.Keys;

    /// <summary>The style of a kind; a kind that is new to this page is shown plainly.</summary>
    public static (string Icon, string Tone) For(string kind) =>
        Styles.GetValueOrDefault(kind, ("info-circle", "Quiet"));

    private static string Of(EventKind kind) => AuditKinds.OfEvent(kind);
}
