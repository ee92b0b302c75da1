namespace Fachwerk.Backend.Time;

internal static partial class TimeLog
{
    [LoggerMessage(7101, LogLevel.Information, "Time zones are those of {Edition} now")]
    public static partial void RulesTaken(ILogger log, string edition);

    [LoggerMessage(7102, LogLevel.Warning,
        "{Path} holds no time zones ({Cause}); those of {Edition} stay. Put a tzdb.nzd there, or remove it")]
    public static partial void RulesNotTaken(ILogger log, string path, string edition, string cause);
}
