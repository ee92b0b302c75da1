using System.Net;
using Fachwerk.Backend.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Fachwerk.Tests.Backend.Web;

[Trait("Promise", "S-06")]
public sealed class ForwardedNoticeTests
{
    private readonly Lines _lines = new();

    [Fact]
    public async Task Says_once_for_each_address_that_it_is_not_believed_and_what_to_do()
    {
        var notice = Of();

        await AskAsync(notice, "::ffff:192.0.2.1", "X-Forwarded-Proto");
        await AskAsync(notice, "::ffff:192.0.2.1", "X-Forwarded-For");

        Assert.Contains("--proxy 192.0.2.1", Assert.Single(_lines.Texts), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_nothing_of_named_proxies_and_of_requests_without_such_headers()
    {
        var notice = Of("192.0.2.0/24");

        await AskAsync(notice, "::ffff:192.0.2.1", "X-Forwarded-Proto");
        await AskAsync(notice, "198.51.100.1", "X-Other");

        Assert.Empty(_lines.Texts);
    }

    [Fact]
    public async Task A_stranger_with_many_addresses_does_not_fill_the_log()
    {
        var notice = Of();

        for (var host = 1; host <= ForwardedNotice.ToldMax + 1; host++)
            await AskAsync(notice, $"192.0.2.{host}", "X-Forwarded-For");

        Assert.Equal(ForwardedNotice.ToldMax, _lines.Texts.Count);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080", false, 3)]
    [InlineData("http://localhost:5080", false, 3)]
    [InlineData("http://127.0.0.1:5080", true, 0)]
    [InlineData("http://0.0.0.0:5080", false, 0)]
    public void An_address_of_this_machine_alone_has_this_machine_s_names(string address, bool isBehindProxy, int count)
    {
        Assert.Equal(count, WebOptions.HostsOf(new Uri(address), [], isBehindProxy).Count);
        Assert.Equal(["named"], WebOptions.HostsOf(new Uri(address), ["named"], isBehindProxy));
    }

    private ForwardedNotice Of(params string[] proxies) =>
        new(_ => Task.CompletedTask, new WebOptions([], [.. proxies.Select(IPNetwork.Parse)]), _lines);

    private static Task AskAsync(ForwardedNotice notice, string from, string header)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(from);
        context.Request.Headers[header] = "https";
        return notice.InvokeAsync(context);
    }

    private sealed class Lines : ILogger<ForwardedNotice>
    {
        public List<string> Texts { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => Texts.Add(formatter(state, exception));
    }
}
