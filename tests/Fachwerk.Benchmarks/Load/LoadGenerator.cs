using System.Net;
using System.Net.Sockets;
using System.Numerics;
using Fachwerk.Protocol.Oscore;

namespace Fachwerk.Benchmarks.Load;

/// <summary>
/// Sends at an even rate and takes the answers, on one thread: what is due goes out, then it waits at the socket for
/// at most a millisecond. A latency runs from the moment a datagram was due, so that falling behind shows.
/// </summary>
internal sealed class LoadGenerator(LoadOptions options, TimeProvider time)
{
    private const int PendingMax = 1 << 20;
    // Less than a millisecond is none: the wait would become a loop that takes a processor from what is measured.
    private const int WaitMicros = 1_000;
    private const int SocketBufferBytes = 8 * 1024 * 1024;
    private const int AtOnceMax = 64;
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(2);

    private readonly Depots _depots = new(options.Depots, options.FirstPartialIv);
    private readonly int[] _depotOf = new int[PendingMax];
    private readonly long[] _partialIvOf = new long[PendingMax];
    private readonly long[] _dueOf = new long[PendingMax];
    private readonly uint[] _keyOf = new uint[PendingMax];
    private readonly byte[] _datagram = new byte[OscoreMessage.DatagramMax];
    private readonly byte[] _received = new byte[OscoreMessage.DatagramMax + 1];
    private readonly SocketAddress _from = new(AddressFamily.InterNetwork);
    private readonly Latencies _latencies = new();
    private readonly double[] _maxMsBySecond = new double[options.Seconds + 1];
    private readonly int _stride = StrideOf(options.Depots);
    private long _started;
    private long _sent;
    private long _answered;
    private long _wrong;
    private long _forged;

    /// <summary>Runs to the end.</summary>
    public LoadResult Run()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.ReceiveBufferSize = SocketBufferBytes;
        socket.SendBufferSize = SocketBufferBytes;
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Connect(new IPEndPoint(IPAddress.Loopback, options.Port));
        var total = (long)options.Rate * options.Seconds;
        _started = time.GetTimestamp();
        var ticksEach = (double)time.TimestampFrequency / options.Rate;
        while (_sent < total)
        {
            var due = (long)((time.GetTimestamp() - _started) / ticksEach);
            for (var i = 0; i < AtOnceMax && _sent <= due && _sent < total; i++)
                Send(socket, _started + (long)(_sent * ticksEach));
            Receive(socket);
        }

        var seconds = time.GetElapsedTime(_started).TotalSeconds;
        var ended = time.GetTimestamp();
        while (_answered < _sent && time.GetElapsedTime(ended) < Linger)
            Receive(socket);
        return new LoadResult(
            _sent, _answered, _wrong, _forged, seconds, _latencies.Percentile(0.5), _latencies.Percentile(0.99),
            _latencies.Max, _maxMsBySecond);
    }

    private void Send(Socket socket, long due)
    {
        var place = (int)(_sent % PendingMax);
        var depot = (int)(_sent * _stride % _depots.Count);
        var key = (uint)_sent;
        var count = _depots.CheckIn(depot, key, _datagram);
        _depotOf[place] = depot;
        _partialIvOf[place] = _depots.PartialIvOf(depot);
        _dueOf[place] = due;
        _keyOf[place] = key;
        _sent++;
        socket.Send(_datagram.AsSpan(0, count));
        for (var i = 0; i < options.Forged; i++)
        {
            // The right kid with a wrong tag, each time another one.
            _datagram[count - 1]++;
            socket.Send(_datagram.AsSpan(0, count));
            _forged++;
        }
    }

    private void Receive(Socket socket)
    {
        if (!socket.Poll(WaitMicros, SelectMode.SelectRead))
            return;
        for (var i = 0; i < AtOnceMax && socket.Available > 0; i++)
        {
            var count = socket.ReceiveFrom(_received, SocketFlags.None, _from);
            Take(count);
        }
    }

    private void Take(int count)
    {
        if (options.IsEcho)
        {
            // An echo returns a request; token and message id stand where an answer has them.
            Count((uint)((_received[4] << 24) | (_received[5] << 16) | (_received[2] << 8) | _received[3]));
            return;
        }

        if (_depots.TryReadKey(_received, count, out var key)
            && _depots.Verifies(_depotOf[key % PendingMax], _partialIvOf[key % PendingMax], _received))
            Count(key);
        else
            _wrong++;
    }

    private void Count(uint key)
    {
        var place = key % PendingMax;
        if (_keyOf[place] != key)
        {
            _wrong++;
            return;
        }

        _answered++;
        var took = time.GetElapsedTime(_dueOf[place]);
        _latencies.Add(took);
        var second = Math.Min((int)time.GetElapsedTime(_started, _dueOf[place]).TotalSeconds, options.Seconds);
        _maxMsBySecond[second] = Math.Max(_maxMsBySecond[second], took.TotalMilliseconds);
    }

    // Neighbours in the tables do not speak one after the other: a stride near the golden section, prime to the count.
    private static int StrideOf(int depots)
    {
        var stride = (int)(depots * 0.618);
        while (!BigInteger.GreatestCommonDivisor(stride, depots).IsOne)
            stride++;
        return stride;
    }
}
