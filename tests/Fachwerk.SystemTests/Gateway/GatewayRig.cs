using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Gateway;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Fleet;

namespace Fachwerk.SystemTests.Gateway;

/// <summary>A running gateway on loopback over a fresh fleet database.</summary>
public sealed class GatewayRig : IAsyncDisposable
{
    private readonly GatewayNode _node;

    private GatewayRig(FleetRig fleet, GatewayNode node)
    {
        Fleet = fleet;
        _node = node;
    }

    public FleetRig Fleet { get; }

    public GatewayCounters Counters => _node.Counters;

    public int Port => _node.Port;

    /// <inheritdoc cref="GatewayNode.Warnings"/>
    public IReadOnlyCollection<string> Warnings => _node.Warnings;

    public static async Task<GatewayRig> StartAsync(
        PostgresFixture postgres, CancellationToken ct, GatewayOptions? options = null, TimeProvider? time = null)
    {
        var fleet = await FleetRig.MakeAsync(postgres, ct);
        options = (options ?? new GatewayOptions { Port = 0 }) with { Node = "node" };
        return new GatewayRig(
            fleet, await GatewayNode.StartAsync(fleet, fleet.Signals, options, time ?? postgres.Time, ct));
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

    /// <inheritdoc cref="GatewayNode.RestartAsync"/>
    public Task RestartAsync(CancellationToken ct) => _node.RestartAsync(ct);

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await Fleet.DisposeAsync();
    }
}
