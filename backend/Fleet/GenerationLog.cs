namespace Fachwerk.Backend.Fleet;

internal static partial class GenerationLog
{
    [LoggerMessage(1007, LogLevel.Warning, "The fleet is in generation {Generation} from now on: its database was " +
        "restored, or another server has become the primary. Each depot proves once that it speaks now")]
    public static partial void Raised(ILogger log, int generation);

    [LoggerMessage(1008, LogLevel.Warning, "The fleet's generation could not be read (SQL state {SqlState})")]
    public static partial void NotRead(ILogger log, string? sqlState);

    [LoggerMessage(1009, LogLevel.Error, "The fleet's generation could not be raised: {Reason}")]
    public static partial void NotRaised(ILogger log, string reason);
}
