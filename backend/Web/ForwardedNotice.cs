using System.Net;

namespace Fachwerk.Backend.Web;

/// <summary>
/// Says that somebody's forwarded headers are ignored, and what to do if that is the operator's proxy.
/// </summary>
public sealed partial class ForwardedNotice(
    RequestDelegate next, WebOptions options, ILogger<ForwardedNotice> logger)
{
    /// <summary>Addresses that are told of, each once: a stranger can make up headers too, and shall not fill the
    /// log.</summary>
    public const int ToldMax = 4;

    private readonly Lock _gate = new();
    private readonly HashSet<IPAddress> _told = [];

    public Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var headers = context.Request.Headers;
        bool isForwarded = headers.ContainsKey("X-Forwarded-Proto") || headers.ContainsKey("X-Forwarded-For");
        if (isForwarded && context.Connection.RemoteIpAddress is { } from && !options.IsProxy(from) && IsToTell(from))
            LogIgnored(from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from);
        return next(context);
    }

    private bool IsToTell(IPAddress address)
    {
        lock (_gate)
            return _told.Count < ToldMax && _told.Add(address);
    }

    [LoggerMessage(6001, LogLevel.Warning, "X-Forwarded headers from {Address} are ignored: pages and cookies go on " +
        "as if asked for directly. If that is your proxy, start with --proxy {Address}")]
    private partial void LogIgnored(IPAddress address);
}
