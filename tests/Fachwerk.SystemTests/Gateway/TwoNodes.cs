using Fachwerk.Backend.Database;
using Fachwerk.Backend.Gateway;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Fleet;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Fachwerk.SystemTests.Gateway;

/// <summary>
/// Two gateways on one fresh fleet database, each with wake-ups of its own that travel by NOTIFY. The stores of
/// <see cref="Fleet"/> belong to the first.
/// </summary>
public sealed class TwoNodes : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    private readonly FleetSignals _secondSignals;
    private readonly TimeProvider _time;

    private TwoNodes(
        FleetRig fleet, FleetSignals secondSignals, GatewayNode first, GatewayNode second, TimeProvider time)
    {
        Fleet = fleet;
        _secondSignals = secondSignals;
        First = first;
        Second = second;
        _time = time;
    }

    public FleetRig Fleet { get; }

    public GatewayNode First { get; }

    public GatewayNode Second { get; }

    public static async Task<TwoNodes> StartAsync(PostgresFixture postgres, CancellationToken ct)
    {
        var time = postgres.Time;
        var fleet = await FleetRig.MakeAsync(postgres, ct);
        var signals = new FleetSignals(fleet.Database, time, NullLogger<FleetSignals>.Instance);
        await fleet.Signals.StartAsync(ct);
        await signals.StartAsync(ct);
        await HearAsync(fleet.Signals, signals, time, ct);
        await HearAsync(signals, fleet.Signals, time, ct);
        var first = new GatewayOptions { Port = 0, Node = "first" };
        var second = new GatewayOptions { Port = 0, Node = "second" };
        return new TwoNodes(fleet, signals,
            await GatewayNode.StartAsync(fleet, fleet.Signals, first, time, ct),
            await GatewayNode.StartAsync(fleet, signals, second, time, ct), time);
    }

    /// <summary>A controller that both know; it speaks to the first until it is told otherwise.</summary>
    public async Task<FakeController> EnrolAsync(CancellationToken ct)
    {
        var controller = new FakeController(await Fleet.EnrolAsync(ct), First.Port);
        await First.KnowAsync(controller.Controller, ct);
        await Second.KnowAsync(controller.Controller, ct);
        return controller;
    }

    /// <summary>Returns when the second has heard what the first signalled by now.</summary>
    public Task HeardAsync(CancellationToken ct) => HearAsync(Fleet.Signals, _secondSignals, _time, ct);

    public Task<long> QueueAsync(FakeController depot, TimeSpan deadline, CancellationToken ct) =>
        Fleet.Orders.QueueAsync(depot.Controller, OrderKind.Open, 7, deadline, Guid.NewGuid(), ct);

    /// <summary>Waits until a condition holds; fails when it never does.</summary>
    public Task UntilAsync(Func<bool> holds, CancellationToken ct) =>
        Eventually.HoldsAsync(holds, "what the nodes were to come to", _time, ct);

    /// <inheritdoc cref="UntilAsync(Func{bool}, CancellationToken)"/>
    public Task UntilAsync(Func<Task<bool>> holds, CancellationToken ct) =>
        Eventually.HoldsAsync(holds, "what the nodes were to come to", _time, ct);

    /// <summary>How long something takes.</summary>
    public async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var started = _time.GetTimestamp();
        await work();
        return _time.GetElapsedTime(started);
    }

    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
        await Fleet.Signals.StopAsync(CancellationToken.None);
        await _secondSignals.StopAsync(CancellationToken.None);
        _secondSignals.Dispose();
        await Fleet.DisposeAsync();
    }

    // A node listens from some moment on; wake-ups before it are lost, as they may be.
    private static async Task HearAsync(FleetSignals from, FleetSignals to, TimeProvider time, CancellationToken ct)
    {
        const int nobody = 0;
        var heard = new TaskCompletionSource();
        using var subscription = to.Subscribe((signal, _) =>
        {
            if (signal == FleetSignal.Tenant)
                heard.TrySetResult();
        });
        while (!heard.Task.IsCompleted)
        {
            from.TenantChanged(nobody);
            await Task.WhenAny(heard.Task, Task.Delay(Poll, time, ct));
        }
    }
}
