namespace Fachwerk.Backend.Database;

internal static partial class FleetLog
{
    [LoggerMessage(1001, LogLevel.Warning, "A wake-up could not be sent to other nodes (SQL state {SqlState})")]
    public static partial void SignalNotSent(ILogger log, string? sqlState);

    [LoggerMessage(1002, LogLevel.Warning, "Wake-ups of other nodes are not heard for now (SQL state {SqlState})")]
    public static partial void NotListening(ILogger log, string? sqlState);

    [LoggerMessage(1003, LogLevel.Warning, "The fleet database could not be tidied (SQL state {SqlState})")]
    public static partial void NotTidied(ILogger log, string? sqlState);
}
