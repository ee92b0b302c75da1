namespace Fachwerk.Backend.Codes;

internal static partial class CodesLog
{
    [LoggerMessage(5301, LogLevel.Warning,
        "Tenant {Tenant}: codes that have ended could not leave their depots' tables; tried again within the hour")]
    public static partial void NotRetired(ILogger log, int tenant, Exception cause);

    [LoggerMessage(5302, LogLevel.Warning, "The tenants whose ended codes are to leave could not be read")]
    public static partial void NoneRetired(ILogger log, Exception cause);

    [LoggerMessage(5303, LogLevel.Error,
        "This node's clock and the database's differ by more than a minute: no ended code leaves a depot's table " +
        "from here. Put the clocks right")]
    public static partial void ClockDiffers(ILogger log);
}
