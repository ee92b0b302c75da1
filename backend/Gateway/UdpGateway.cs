using System.Net;
using System.Net.Sockets;
using Fachwerk.Backend.Database;
using Fachwerk.Programs;

namespace Fachwerk.Backend.Gateway;

/// <summary>
/// The socket: a thread of its own receives, checks and hands over; nothing is allocated for a datagram. What does
/// not verify is counted and gets no answer of any kind.
/// </summary>
internal sealed class UdpGateway(
    TelegramGate gate, TelegramPool pool, TelegramLine line, TelegramCommitter committer, OrderPusher orders,
    LoadWatch load, GatewayCounters counters, GatewayOptions options, TimeProvider time, ILogger<UdpGateway> log)
    : IDisposable
{
    private const int SocketBufferBytes = 8 * 1024 * 1024;
    private const int TypeMask = 0x30;
    private const int Acknowledgement = 0x20;
    private static readonly TimeSpan StrangePause = TimeSpan.FromSeconds(1);

    private Socket? _socket;
    private Thread? _thread;
    private volatile bool _stopping;
    private long? _strangeToldAt;

    /// <summary>The port in use.</summary>
    public int Port { get; private set; }

    /// <summary>Takes the port.</summary>
    /// <exception cref="StartupRefusal">It is taken or not allowed.</exception>
    public void Bind()
    {
        _socket = Bound();
        Port = ((IPEndPoint)_socket.LocalEndPoint!).Port;
    }

    /// <summary>Starts to receive.</summary>
    public void Start()
    {
        committer.Send = (answer, telegram) => Send(answer.Span, telegram.Source);
        orders.Send = (order, path) => Send(order.Span, path);
        _thread = new Thread(Receive) { IsBackground = true, Name = "telegrams" };
        _thread.Start();
    }

    public void Dispose()
    {
        _stopping = true;
        _socket?.Dispose();
        _thread?.Join();
    }

    private Socket Bound()
    {
        var v6 = Socket.OSSupportsIPv6;
        var socket = new Socket(v6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Dgram,
            ProtocolType.Udp);
        try
        {
            if (v6)
                socket.DualMode = true;
            socket.ReceiveBufferSize = SocketBufferBytes;
            socket.SendBufferSize = SocketBufferBytes;
            // Linux tells twice what it gives.
            var given = socket.ReceiveBufferSize / (OperatingSystem.IsLinux() ? 2 : 1);
            if (given < SocketBufferBytes)
                GatewayLog.SmallBuffer(log, given, SocketBufferBytes);
            socket.Bind(new IPEndPoint(AddressOf(v6), options.Port));
            return socket;
        }
        catch (SocketException cause)
        {
            socket.Dispose();
            var reason = cause.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? $"is taken by {PortHolder.OfUdp(options.Port)}"
                : $"cannot be used ({StartupRefusal.FirstLine(cause.Message)})";
            throw new StartupRefusal($"UDP port {options.Port} {reason}. Nothing was changed. " +
                "End that process or name another port with --udp.", cause);
        }
    }

    private IPAddress AddressOf(bool v6)
    {
        if (!v6)
            return options.Address.Equals(IPAddress.IPv6Any) ? IPAddress.Any : options.Address;
        return options.Address.AddressFamily == AddressFamily.InterNetwork
            ? options.Address.MapToIPv6()
            : options.Address;
    }

    private void Receive()
    {
        var telegram = pool.TryTake()!;
        while (!_stopping)
        {
            try
            {
                if (load.IsSampleDue())
                    load.NoteSample(_socket!.Available > 0);
                telegram.Count = _socket!.ReceiveFrom(telegram.Buffer, SocketFlags.None, telegram.Source);
            }
            catch (SocketException cause) when (!_stopping)
            {
                GatewayLog.SocketRefused(log, cause.SocketErrorCode);
                continue;
            }
            catch (Exception cause) when (_stopping && cause is SocketException or ObjectDisposedException)
            {
                return;
            }

            counters.Receive();
            telegram = TryHandle(telegram);
        }
    }

    // A datagram that breaks the checks costs itself: anybody can send one, and this thread would end the process.
    private Telegram TryHandle(Telegram telegram)
    {
        try
        {
            return Handle(telegram);
        }
        catch (Exception cause)
        {
            counters.Drop(DropReason.Failed);
            // Whoever sends one can send many.
            if (_strangeToldAt is { } told && time.GetElapsedTime(told) < StrangePause)
                return telegram;
            _strangeToldAt = time.GetTimestamp();
            GatewayLog.Strange(log, cause);
            return telegram;
        }
    }

    /// <summary>Checks a datagram and hands it over.</summary>
    /// <returns>The telegram to receive the next one into: the one that was dropped, if one was.</returns>
    internal Telegram Handle(Telegram telegram)
    {
        telegram.ReceivedAt = time.GetTimestamp();
        var isAnswer = telegram.Count > 0 && (telegram.Buffer[0] & TypeMask) == Acknowledgement;
        var reason = isAnswer ? orders.TakeAnswer(telegram) : gate.Check(telegram);
        if (reason is { } dropped)
        {
            counters.Drop(dropped);
            return telegram;
        }

        if (isAnswer)
            return telegram;
        if (line.Supersede(telegram) is { } older)
        {
            counters.Drop(DropReason.Superseded);
            return older;
        }

        if ((telegram.IsCheckIn && pool.IsScarce) || pool.TryTake() is not { } next)
        {
            counters.Drop(DropReason.Overloaded);
            return telegram;
        }

        line.Add(telegram);
        return next;
    }

    private void Send(ReadOnlySpan<byte> datagram, SocketAddress to)
    {
        try
        {
            _socket!.SendTo(datagram, SocketFlags.None, to);
        }
        catch (SocketException cause)
        {
            // As good as lost on the way: the depot asks again.
            GatewayLog.SocketRefused(log, cause.SocketErrorCode);
        }
        catch (ObjectDisposedException) when (_stopping)
        {
            GatewayLog.SocketRefused(log, SocketError.OperationAborted);
        }
    }
}
