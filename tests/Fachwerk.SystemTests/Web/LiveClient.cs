using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Fachwerk.SystemTests.Web;

/// <summary>An operator's screen without a browser: the live hub's JSON protocol over a web socket.</summary>
internal sealed class LiveClient : IDisposable
{
    private const byte End = 0x1E;
    private const int CompletionType = 3;
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(20);

    private readonly ClientWebSocket _socket = new();
    private readonly Queue<JsonElement> _changes = [];
    private readonly Queue<JsonElement> _connections = [];
    private readonly List<byte> _received = [];

    /// <summary>Connects with a visitor's cookies and headers.</summary>
    public async Task ConnectAsync(Uri server, string tenant, Visitor visitor, CancellationToken ct)
    {
        foreach (var (name, value) in visitor.Headers)
            _socket.Options.SetRequestHeader(name, value);
        _socket.Options.SetRequestHeader(
            "Cookie", string.Join("; ", visitor.Cookies.Select(one => $"{one.Key}={one.Value}")));
        await _socket.ConnectAsync(new Uri($"ws://{server.Authority}/{tenant}/live"), ct);
        await SendAsync(new { protocol = "json", version = 1 }, ct);
        await ReceiveAsync(ct);
    }

    /// <summary>Watches a depot.</summary>
    /// <returns>The snapshot.</returns>
    public async Task<JsonElement> WatchDepotAsync(Guid depot, CancellationToken ct)
    {
        await SendAsync(
            new { type = 1, invocationId = "1", target = "WatchDepot", arguments = new object[] { depot, "en" } }, ct);
        var message = await ReceiveAsync(ct);
        while (message.GetProperty("type").GetInt32() != CompletionType)
        {
            Keep(message);
            message = await ReceiveAsync(ct);
        }

        return message.GetProperty("result");
    }

    /// <summary>The next change of the depot that has a line of this kind.</summary>
    public async Task<JsonElement> ChangeAsync(string kind, CancellationToken ct)
    {
        while (true)
        {
            while (_changes.Count == 0)
                Keep(await ReceiveAsync(ct));
            var change = _changes.Dequeue();
            if (change.GetProperty("timeline").EnumerateArray()
                .Any(line => line.GetProperty("kind").GetString() == kind))
                return change;
        }
    }

    /// <summary>The next word about the depot's connection that has this tone.</summary>
    public async Task<JsonElement> ConnectionAsync(string tone, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(WaitMax);
        while (true)
        {
            while (_connections.Count == 0)
                Keep(await ReceiveAsync(limit.Token));
            var connection = _connections.Dequeue();
            if (connection.GetProperty("tone").GetString() == tone)
                return connection;
        }
    }

    /// <summary>Returns when the other side has ended the connection, whatever it says until then.</summary>
    public async Task ClosedAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(WaitMax);
        var buffer = new byte[16 * 1024];
        try
        {
            while ((await _socket.ReceiveAsync(buffer, limit.Token)).MessageType != WebSocketMessageType.Close)
                _received.Clear();
        }
        catch (WebSocketException) when (_socket.State is WebSocketState.Aborted)
        {
            _received.Clear();
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Keep(JsonElement message)
    {
        var target = message.TryGetProperty("target", out var name) ? name.GetString() : null;
        if (target == "DepotChanged")
            _changes.Enqueue(message.GetProperty("arguments")[0]);
        else if (target == "ConnectionChanged")
            _connections.Enqueue(message.GetProperty("arguments")[0]);
    }

    private Task SendAsync(object message, CancellationToken ct)
    {
        byte[] text = [.. JsonSerializer.SerializeToUtf8Bytes(message), End];
        return _socket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, ct);
    }

    private async Task<JsonElement> ReceiveAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(WaitMax);
        var buffer = new byte[16 * 1024];
        int end;
        while ((end = _received.IndexOf(End)) < 0)
        {
            var part = await _socket.ReceiveAsync(buffer, limit.Token);
            _received.AddRange(buffer.AsSpan(0, part.Count));
        }

        var text = Encoding.UTF8.GetString([.. _received[..end]]);
        _received.RemoveRange(0, end + 1);
        return JsonDocument.Parse(text).RootElement;
    }
}
