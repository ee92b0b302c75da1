using Fachwerk.Backend.Outbox;

namespace Fachwerk.Backend.Gateway;

internal static partial class GatewayLog
{
    [LoggerMessage(3001, LogLevel.Information, "Telegrams are served on UDP port {Port} for {Controllers} controllers")]
    public static partial void Serving(ILogger log, int port, int controllers);

    [LoggerMessage(3002, LogLevel.Warning,
        "A batch of {Telegrams} telegrams was not committed and stays unanswered (SQL state {SqlState})")]
    public static partial void NotCommitted(ILogger log, int telegrams, string? sqlState);

    [LoggerMessage(3003, LogLevel.Warning, "An order for controller {Controller} waits (SQL state {SqlState})")]
    public static partial void OrderNotPushed(ILogger log, long controller, string? sqlState);

    [LoggerMessage(3004, LogLevel.Warning, "The controllers could not be read again (SQL state {SqlState})")]
    public static partial void NotReloaded(ILogger log, string? sqlState);

    [LoggerMessage(3005, LogLevel.Error, "The table of controller {Controller} is larger than a depot takes")]
    public static partial void TableTooLarge(ILogger log, long controller);

    [LoggerMessage(3006, LogLevel.Warning,
        "A table could not be read for controller {Controller} (SQL state {SqlState})")]
    public static partial void TableNotRead(ILogger log, long controller, string? sqlState);

    [LoggerMessage(3007, LogLevel.Warning,
        "This node's clock says {Node:u}, the database's {Database:u}: depots are told no time until they agree on " +
        "one that this release can have")]
    public static partial void ClockNotTold(ILogger log, DateTimeOffset node, DateTimeOffset database);

    [LoggerMessage(3008, LogLevel.Warning, "The socket refused a datagram ({Error})")]
    public static partial void SocketRefused(ILogger log, System.Net.Sockets.SocketError error);

    [LoggerMessage(3010, LogLevel.Information,
        "Orders reach controller {Controller} only after its own telegrams: it shall call every 25 s for 30 days")]
    public static partial void PathLost(ILogger log, long controller);

    [LoggerMessage(3011, LogLevel.Warning, "A batch of {Telegrams} telegrams met another and is committed again")]
    public static partial void Deadlocked(ILogger log, int telegrams);

    [LoggerMessage(3012, LogLevel.Information,
        "The socket buffers {Given} bytes, {Wanted} were asked for: a large fleet wants net.core.rmem_max raised")]
    public static partial void SmallBuffer(ILogger log, int given, int wanted);

    [LoggerMessage(3013, LogLevel.Warning,
        "Controller {Controller} tells more events than a depot in use does: it keeps them and is told to wait")]
    public static partial void EventsHeld(ILogger log, long controller);

    /// <summary>Says so if it is no fault of the world: what that costs was said before, by who knows.</summary>
    public static void NoteStrange(ILogger log, Exception cause)
    {
        if (!RelayFaults.IsOfTheWorld(cause))
            Strange(log, cause);
    }

    [LoggerMessage(3014, LogLevel.Error, "Something failed that nobody foresaw; its telegrams stay unanswered")]
    public static partial void Strange(ILogger log, Exception cause);

    [LoggerMessage(3009, LogLevel.Debug, "Stopped before it was done: {Reason}")]
    public static partial void Stopped(ILogger log, string reason);
}
