using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Gateway;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Fleet;

namespace Fachwerk.SystemTests.Gateway;

/// <summary>A running gateway on loopback over a fresh fleet database.</summary>
public sealed class GatewayRig : IAsyncDisposable
{
    private readonly GatewayNode _node;
    private readonly TimeProvider _time;

    private GatewayRig(FleetRig fleet, GatewayNode node, TimeProvider time)
    {
        Fleet = fleet;
        _node = node;
        _time = time;
    }

    public FleetRig Fleet { get; }

    public GatewayCounters Counters => _node.Counters;

    public int Port => _node.Port;

    /// <inheritdoc cref="GatewayNode.Warnings"/>
    public IReadOnlyCollection<string> Warnings => _node.Warnings;

    /// <inheritdoc cref="GatewayNode.Parts"/>
    internal GatewayParts Parts => _node.Parts;

    public static async Task<GatewayRig> StartAsync(
        PostgresFixture postgres, CancellationToken ct, GatewayOptions? options = null, TimeProvider? time = null)
    {
        var fleet = await FleetRig.MakeAsync(postgres, ct);
        options = (options ?? new GatewayOptions { Port = 0 }) with { Node = "node" };
        return new GatewayRig(
            fleet, await GatewayNode.StartAsync(fleet, fleet.Signals, options, time ?? postgres.Time, ct),
            postgres.Time);
    }

    public async Task<FakeController> EnrolAsync(CancellationToken ct) => new(await IdentityAsync(ct), Port);

    /// <summary>A controller of another tenant, a new one each time.</summary>
    public async Task<FakeController> EnrolElsewhereAsync(CancellationToken ct)
    {
        var tenant = await Fleet.ScalarAsync<int>("""
            insert into tenants (slug, name, database)
            select 'other-' || count(*), 'Other', 'none' from tenants returning number
            """, ct);
        var identity = await Fleet.Registry.EnrolAsync(tenant, Guid.NewGuid(), 16, ct);
        await _node.KnowAsync(identity.Controller, ct);
        return new FakeController(identity, Port);
    }

    /// <summary>A new controller that the node knows and nobody plays yet.</summary>
    public async Task<EnrolledIdentity> IdentityAsync(CancellationToken ct)
    {
        var identity = await Fleet.EnrolAsync(ct);
        await _node.KnowAsync(identity.Controller, ct);
        return identity;
    }

    /// <inheritdoc cref="FleetRig.UntilAsync"/>
    public Task UntilAsync<T>(string sql, T wanted, CancellationToken ct) => Fleet.UntilAsync(sql, wanted, ct);

    /// <inheritdoc cref="GatewayNode.DroppedAsync"/>
    public Task DroppedAsync(DropReason reason, long count, CancellationToken ct) =>
        _node.DroppedAsync(reason, count, ct);

    /// <summary>Returns when the node serves a controller, by itself.</summary>
    public Task ServedAsync(long controller, CancellationToken ct) => Eventually.HoldsAsync(
        () => Parts.Sessions.TryFind((uint)controller, out _), $"controller {controller} served", _time, ct);

    /// <inheritdoc cref="GatewayNode.WarnedAsync"/>
    public Task WarnedAsync(string words, CancellationToken ct) => _node.WarnedAsync(words, ct);

    /// <inheritdoc cref="GatewayNode.RestartAsync"/>
    public Task RestartAsync(CancellationToken ct) => _node.RestartAsync(ct);

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await Fleet.DisposeAsync();
    }
}
