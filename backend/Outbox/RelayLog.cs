namespace Fachwerk.Backend.Outbox;

internal static partial class RelayLog
{
    [LoggerMessage(5001, LogLevel.Warning,
        "Tenant {Tenant}: row {Position} of controller {Controller} could not be applied, try {Tries} ({Cause})")]
    public static partial void EventFailed(
        ILogger log, int tenant, long controller, long position, int tries, string cause);

    [LoggerMessage(5002, LogLevel.Error,
        "Tenant {Tenant}: row {Position} of controller {Controller} was set aside; see relay_set_aside")]
    public static partial void EventSetAside(ILogger log, int tenant, long controller, long position);

    [LoggerMessage(5003, LogLevel.Warning,
        "Tenant {Tenant}: outbox row {Number} ({Kind}) could not be delivered, try {Tries} ({Cause})")]
    public static partial void DeliveryFailed(
        ILogger log, int tenant, long number, string kind, int tries, string cause);

    [LoggerMessage(5004, LogLevel.Error, "Tenant {Tenant}: outbox row {Number} ({Kind}) was given up")]
    public static partial void DeliveryGivenUp(ILogger log, int tenant, long number, string kind);

    [LoggerMessage(5008, LogLevel.Error,
        "Tenant {Tenant}: nothing could be noted of outbox row {Number}, which was given up all the same")]
    public static partial void NotGivenUp(ILogger log, int tenant, long number, Exception cause);

    [LoggerMessage(5005, LogLevel.Warning, "Tenant {Tenant}: a relay pass failed and is tried again")]
    public static partial void PassFailed(ILogger log, int tenant, Exception cause);

    [LoggerMessage(5006, LogLevel.Warning, "The relay's sweep failed and is tried again")]
    public static partial void SweepFailed(ILogger log, Exception cause);

    [LoggerMessage(5007, LogLevel.Information,
        "Tenant {Tenant}: {Count} events were told again and passed over: the log has them")]
    public static partial void EventsKnown(ILogger log, int tenant, int count);
}
