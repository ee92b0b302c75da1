using System.Net;
using System.Net.Sockets;
using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Hosting;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Fachwerk.Benchmarks.Load;

/// <summary>What depots in use saw.</summary>
/// <param name="OrderP50Ms">From the operator's click (the use case's call) until the order is at the depot.</param>
/// <param name="OrderP99Ms">99 of 100 came within it.</param>
/// <param name="EventsPerSecond">Events that reached their tenants.</param>
/// <param name="EventP50Ms">From the event until its tenant's log has it.</param>
/// <param name="EventP99Ms">99 of 100 came within it.</param>
/// <param name="EventsLost">Events that did not within the time.</param>
internal sealed record BusyFigures(
    double OrderP50Ms, double OrderP99Ms, double EventsPerSecond, double EventP50Ms, double EventP99Ms,
    int EventsLost);

/// <summary>
/// Doors in use: depots that tell an event a second each, and remote openings, beside whatever else burdens the node.
/// The node runs in this process, so that click and telegram are timed by one clock.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="tenants">How many tenants the depots are of, <see cref="BusyFleet.DepotsEach"/> each.</param>
internal sealed class BusyBench(TimeProvider time, int tenants)
{
    private const int SocketBufferBytes = 8 * 1024 * 1024;
    private const int ClicksMax = 1_000;
    private static readonly TimeSpan ClickEvery = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan OrderWaitMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    private readonly byte[] _datagram = new byte[OscoreMessage.DatagramMax];
    private readonly byte[] _received = new byte[OscoreMessage.DatagramMax];
    private readonly Lock _depotsGate = new();
    private List<BusyDepot> _depots = [];
    private Socket _socket = null!;
    private volatile BusyDepot? _clicked;
    private TaskCompletionSource<long> _arrived = new();

    /// <param name="load">Starts what the node is burdened with beside.</param>
    public async Task<BusyFigures> RunAsync(
        string folder, int seconds, Func<BackendHost, Task> load, CancellationToken ct)
    {
        await using var host = await BackendHost.StartAsync(
            new BackendOptions(folder, new Uri("http://127.0.0.1:0"), 0), time, ct);
        _depots = await new BusyFleet(host.Services, tenants).EnsureAsync(ct);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        _socket = socket;
        socket.ReceiveBufferSize = SocketBufferBytes;
        socket.Connect(new IPEndPoint(IPAddress.Loopback, host.Udp));
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var receiving = Task.Factory.StartNew(
            () => Receive(ended.Token), ended.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await TellAsync(3, ct);
        await Task.Delay(Settle, time, ct);
        var beside = load(host);
        await Task.Delay(Settle, time, ct);
        // Twice: the first round is for the runtime, which compiles what is called often only then.
        await ClickAsync(host.Services, seconds, ct);
        var clicks = await ClickAsync(host.Services, seconds, ct);
        var before = _depots.Sum(depot => depot.Happened.Count);
        await TellAsync(seconds, ct);
        await Task.Delay(Settle, time, ct);
        var events = await EventsAsync(host.Services, before / _depots.Count, ct);
        await beside;
        await ended.CancelAsync();
        socket.Dispose();
        await receiving;
        var told = _depots.Sum(depot => depot.Happened.Count) - before;
        return new BusyFigures(
            clicks.Percentile(0.5), clicks.Percentile(0.99), (double)events.Count / seconds,
            events.Latencies.Percentile(0.5), events.Latencies.Percentile(0.99), told - events.Count);
    }

    // Each depot an event a second, evenly spread over it.
    private async Task TellAsync(int seconds, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        long told = 0;
        var total = (long)seconds * _depots.Count;
        while (told < total)
        {
            var due = (long)(time.GetElapsedTime(started).TotalSeconds * _depots.Count);
            for (; told < Math.Min(due, total); told++)
            {
                lock (_depotsGate)
                {
                    var place = (int)(told % _depots.Count);
                    _depots[place].Happened.Add(time.GetUtcNow());
                    _socket.Send(_datagram.AsSpan(0, _depots[place].Tell(place, _datagram)));
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), time, ct);
        }
    }

    private async Task<Latencies> ClickAsync(IServiceProvider services, int seconds, CancellationToken ct)
    {
        var latencies = new Latencies();
        var started = time.GetTimestamp();
        for (var i = 0; i < ClicksMax && time.GetElapsedTime(started).TotalSeconds < seconds; i++)
        {
            // Each click is another tenant's.
            var depot = _depots[i * (BusyFleet.DepotsEach + 1) % _depots.Count];
            _arrived = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            _clicked = depot;
            await using var scope = services.GetRequiredService<TenantScopes>().Open(depot.Tenant);
            var open = scope.ServiceProvider.GetRequiredService<OpenCompartment>();
            var clicked = time.GetTimestamp();
            await open.HandleAsync(new OpenRequest(depot.Id, 1, "bench", OpenWhen.Now, Guid.Empty), ct);
            latencies.Add(await ArrivedAsync(clicked, ct));
            await Task.Delay(ClickEvery, time, ct);
        }

        return latencies;
    }

    // One that does not arrive within the time counts as the time.
    private async Task<TimeSpan> ArrivedAsync(long clicked, CancellationToken ct)
    {
        try
        {
            return time.GetElapsedTime(clicked, await _arrived.Task.WaitAsync(OrderWaitMax, time, ct));
        }
        catch (TimeoutException)
        {
            return time.GetElapsedTime(clicked);
        }
    }

    private void Receive(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var count = _socket.Receive(_received);
                var arrived = time.GetTimestamp();
                lock (_depotsGate)
                    Take(count, arrived);
            }
            catch (SocketException) when (ct.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private void Take(int count, long arrived)
    {
        var isAnswer = (_received[0] & 0x30) == 0x20;
        var token = (_received[4] << 8) | _received[5];
        if (isAnswer && token < _depots.Count)
        {
            _depots[token].Take(_received, count);
            return;
        }

        // An order does not say whose it is: most are the clicked depot's, the others are of its making's time.
        var kept = _received[..count];
        foreach (var depot in _clicked is { } clicked ? _depots.Prepend(clicked) : _depots)
        {
            kept.CopyTo(_received, 0);
            var (length, kind) = depot.Obey(_received, count);
            if (length == 0)
                continue;
            _socket.Send(_received.AsSpan(0, length));
            if (kind == OrderKind.Open && depot == _clicked)
                _arrived.TrySetResult(arrived);
            return;
        }
    }

    // The n-th door entry of a depot's log is the n-th event it told.
    private async Task<(Latencies Latencies, int Count)> EventsAsync(
        IServiceProvider services, int skip, CancellationToken ct)
    {
        var latencies = new Latencies();
        var count = 0;
        var kinds = new[] { AuditKinds.OfEvent(EventKind.DoorOpened), AuditKinds.OfEvent(EventKind.DoorClosed) };
        var since = _depots.Min(depot => depot.Happened[skip]);
        foreach (var tenant in _depots.GroupBy(depot => depot.Tenant))
        {
            await using var scope = services.GetRequiredService<TenantScopes>().Open(tenant.Key);
            var entries = await scope.ServiceProvider.GetRequiredService<TenantDbContext>().Set<AuditEntry>()
                .Where(entry => kinds.Contains(entry.Kind) && entry.RecordedAt >= since)
                .OrderBy(entry => entry.Number)
                .Select(entry => new { entry.Depot, entry.RecordedAt })
                .ToListAsync(ct);
            var places = tenant.ToDictionary(depot => depot.Id, depot => (Depot: depot, Next: skip));
            foreach (var entry in entries)
            {
                var (depot, next) = places[entry.Depot!.Value];
                latencies.Add(entry.RecordedAt - depot.Happened[next]);
                places[entry.Depot.Value] = (depot, next + 1);
                count++;
            }
        }

        return (latencies, count);
    }
}
