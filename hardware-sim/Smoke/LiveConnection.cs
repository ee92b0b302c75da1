using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Fachwerk.Simulator.Smoke;

/// <summary>
/// A client of the live hub: SignalR's JSON hub protocol over a WebSocket, as far as a listener needs it
/// (handshake, calls, results, pings). Messages end with the record separator 0x1E.
/// </summary>
internal sealed class LiveConnection : IDisposable
{
    private const char RecordSeparator = '\u001e';
    private const int MessageLengthMax = 4 * 1024 * 1024;
    private const int InvocationType = 1;
    private const int CompletionType = 3;
    private const int CloseType = 7;

    private readonly ClientWebSocket _socket = new();
    private readonly StringBuilder _pending = new();
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly char[] _characters = new char[16 * 1024];
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private int _lastCall;

    /// <summary>Connects with the cookies of a signed-in session.</summary>
    public async Task ConnectAsync(Uri hub, CookieContainer cookies, CancellationToken cancellation)
    {
        _socket.Options.Cookies = cookies;
        UriBuilder address = new(hub) { Scheme = hub.Scheme == Uri.UriSchemeHttps ? "wss" : "ws" };
        await _socket.ConnectAsync(address.Uri, cancellation);
        await SendAsync("{\"protocol\":\"json\",\"version\":1}", cancellation);
        string handshake = await ReceiveAsync(cancellation);
        if (handshake != "{}") throw new SmokeFailure("the live hub refused the handshake: " + handshake);
    }

    /// <summary>
    /// Calls a method of the hub and returns its result. Calls of the server that arrive before it are dropped.
    /// </summary>
    public async Task<JsonElement> CallAsync(string method, object[] arguments, CancellationToken cancellation)
    {
        string id = (++_lastCall).ToString(CultureInfo.InvariantCulture);
        await SendAsync(
            JsonSerializer.Serialize(new { type = InvocationType, invocationId = id, target = method, arguments }),
            cancellation);
        while (true)
        {
            JsonElement message = await NextMessageAsync(cancellation);
            if (message.GetProperty("type").GetInt32() != CompletionType) continue;
            if (message.TryGetProperty("error", out JsonElement error))
                throw new SmokeFailure($"{method} of the live hub was refused: {error}");
            return message.GetProperty("result");
        }
    }

    /// <summary>The next call of the server: method name and its one argument.</summary>
    public async Task<(string Method, JsonElement Argument)> NextAsync(CancellationToken cancellation)
    {
        while (true)
        {
            JsonElement message = await NextMessageAsync(cancellation);
            if (message.GetProperty("type").GetInt32() == InvocationType)
                return (message.GetProperty("target").GetString()!, message.GetProperty("arguments")[0]);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _socket.Dispose();

    private async Task<JsonElement> NextMessageAsync(CancellationToken cancellation)
    {
        using var message = JsonDocument.Parse(await ReceiveAsync(cancellation));
        JsonElement root = message.RootElement.Clone();
        if (root.GetProperty("type").GetInt32() == CloseType)
            throw new SmokeFailure("the live hub closed the connection: " + root);
        return root;
    }

    private async Task SendAsync(string message, CancellationToken cancellation) =>
        await _socket.SendAsync(
            Encoding.UTF8.GetBytes(message + RecordSeparator), WebSocketMessageType.Text, true, cancellation);

    private async Task<string> ReceiveAsync(CancellationToken cancellation)
    {
        while (true)
        {
            string received = _pending.ToString();
            int end = received.IndexOf(RecordSeparator, StringComparison.Ordinal);
            if (end >= 0)
            {
                _pending.Remove(0, end + 1);
                return received[..end];
            }

            if (_pending.Length > MessageLengthMax) throw new SmokeFailure("the live hub sent an endless message");
            WebSocketReceiveResult part = await _socket.ReceiveAsync(_buffer, cancellation);
            if (part.MessageType == WebSocketMessageType.Close) throw new SmokeFailure("the live hub went away");
            _pending.Append(_characters, 0, _decoder.GetChars(_buffer, 0, part.Count, _characters, 0));
        }
    }
}
