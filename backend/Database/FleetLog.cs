namespace Fachwerk.Backend.Database;

internal static partial class FleetLog
{
    [LoggerMessage(1001, LogLevel.Warning, "A wake-up could not be sent to other nodes (SQL state {SqlState})")]
    public static partial void SignalNotSent(ILogger log, string? sqlState);

    [LoggerMessage(1002, LogLevel.Warning, "Wake-ups of other nodes are not heard for now (SQL state {SqlState})")]
    public static partial void NotListening(ILogger log, string? sqlState);

    [LoggerMessage(1003, LogLevel.Warning, "The fleet database could not be tidied (SQL state {SqlState})")]
    public static partial void NotTidied(ILogger log, string? sqlState);

    [LoggerMessage(1004, LogLevel.Error, "{Complaint}")]
    public static partial void NoPrimary(ILogger log, string complaint);

    [LoggerMessage(1005, LogLevel.Warning, "Writes go to {Primary} from now on")]
    public static partial void PrimaryFound(ILogger log, string primary);

    [LoggerMessage(1006, LogLevel.Warning, "Several servers are named, but a commit waits for none of the standbys: " +
        "a fail-over would lose what was acknowledged. Set synchronous_standby_names = 'ANY 1 (...)' on all of them")]
    public static partial void NotSynchronous(ILogger log);

    [LoggerMessage(1010, LogLevel.Error, "Something failed that nobody foresaw; it is tried again")]
    public static partial void Strange(ILogger log, Exception cause);
}
