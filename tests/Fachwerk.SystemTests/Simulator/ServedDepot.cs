using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Hosting;
using Fachwerk.Backend.Tenants;
using Fachwerk.Simulator.Depots;
using Fachwerk.Simulator.Running;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Hosting;
using Fachwerk.SystemTests.Tenants;
using Fachwerk.SystemTests.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

using IdentityFile = Fachwerk.Simulator.Depots.IdentityFile;

namespace Fachwerk.SystemTests.Simulator;

/// <summary>
/// A whole backend with one tenant, and its one depot: a simulated board with the controller's own code, connected over
/// UDP on loopback.
/// </summary>
internal sealed class ServedDepot : IAsyncDisposable
{
    private const string Slug = "acme";
    private const int PressMs = 60;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan SoonMax = TimeSpan.FromSeconds(30);

    private readonly PostgresFixture _postgres;
    private readonly DatabaseServer _admin;
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _databases = [];
    private BackendOptions _options;
    private BackendHost? _backend;
    private SimulatorHost _simulator = null!;
    private CreatedDepot _depot = null!;

    private ServedDepot(PostgresFixture postgres)
    {
        _postgres = postgres;
        _admin = postgres.NewServer();
        var text = _admin.ConnectionStringOf("postgres").ConnectionString;
        _options = new BackendOptions(_folder.FullPath, new Uri("http://127.0.0.1:0"), 0, text)
        {
            DatabasePrefix = $"s{Guid.NewGuid():N}"[..12] + "_"
        };
    }

    private IServiceProvider Services => _backend!.Services;

    private uint Controller => (uint)_depot.Identity.Controller;

    /// <summary>Starts both; returns when the depot has its first table and the gateway all its events.</summary>
    public static async Task<ServedDepot> StartAsync(PostgresFixture postgres, CancellationToken ct)
    {
        var served = new ServedDepot(postgres);
        try
        {
            await served.StartBackendAsync(ct);
            served._depot = await SeededTenant.AddAsync(served.Services, Slug);
            var fleet = served.Services.GetRequiredService<FleetDatabase>();
            served._databases.AddRange([fleet.Name, fleet.Server.NameOf(Slug)]);
            served.StartSimulator();
            await served.UntilToldAsync(ct);
            return served;
        }
        catch
        {
            await served.DisposeAsync();
            throw;
        }
    }

    /// <summary>Issues a code; returns its digits when the depot has it.</summary>
    public async Task<string> IssueAsync(int compartment, CancellationToken ct)
    {
        var code = TenantRig.Value(await InTenantAsync<IssueCode, Outcome<IssuedCode>>(issue => issue.HandleAsync(
            new IssueCodeRequest(_depot.Id, compartment, null, null, 0, Guid.NewGuid()), ct)));
        await UntilAsync(async () => TenantRig.Value(await InTenantAsync<ListCodes, Outcome<CodeList>>(
            list => list.HandleAsync(_depot.Id, ct)))
            .Codes.Single(one => one.Id == code.Id).State == CodeState.OnDepot, ct);
        return code.Digits;
    }

    /// <summary>Issues codes that end a day from now, one after the other.</summary>
    public async Task<IReadOnlyList<IssuedCode>> IssueManyAsync(int count, int compartment, CancellationToken ct)
    {
        var codes = new List<IssuedCode>();
        for (var i = 0; i < count; i++)
            codes.Add(TenantRig.Value(await InTenantAsync<IssueCode, Outcome<IssuedCode>>(issue => issue.HandleAsync(
                new IssueCodeRequest(_depot.Id, compartment, null, _postgres.Time.GetUtcNow().AddDays(1), 0,
                    Guid.NewGuid()), ct))));
        return codes;
    }

    /// <summary>Takes a code back.</summary>
    public Task RevokeAsync(CodeId code, CancellationToken ct) =>
        InTenantAsync<RevokeCode, Outcome<CodeId>>(revoke => revoke.HandleAsync(_depot.Id, code, Guid.NewGuid(), ct));

    /// <summary>Returns when the backend says so of each of these codes.</summary>
    public Task UntilAsync(CodeState state, IEnumerable<IssuedCode> codes, CancellationToken ct) => UntilAsync(
        async () =>
        {
            var shown = TenantRig.Value(await InTenantAsync<ListCodes, Outcome<CodeList>>(
                list => list.HandleAsync(_depot.Id, ct))).Codes.ToDictionary(code => code.Id, code => code.State);
            return codes.All(code => shown.GetValueOrDefault(code.Id, CodeState.Failed) == state);
        }, ct);

    /// <summary>Changes the tenant's database, as if time had passed.</summary>
    public async Task ChangeTenantAsync(string sql, CancellationToken ct)
    {
        await using var command = _admin.For(_databases[1]).CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>How often a compartment's solenoid was driven.</summary>
    public int PulsesOf(int compartment) => _simulator.Snapshot(Controller).Solenoids[compartment - 1].Pulses;

    /// <summary>Types at the keypad and Enter.</summary>
    public void Type(string digits) => _simulator.Do(
        Controller, depot => Assert.True(depot.TryType($"{digits}#", PressMs, PressMs, out _)));

    /// <summary>Returns when the door is open; shuts it.</summary>
    public async Task OpensAsync(int compartment, CancellationToken ct)
    {
        await UntilAsync(() => Task.FromResult(IsOpen(compartment)), ct);
        // A door does not latch while its solenoid is still held.
        await UntilAsync(() => Task.FromResult(!_simulator.Snapshot(Controller).Solenoids[compartment - 1].On), ct);
        _simulator.Do(Controller, depot => depot.Touch(compartment, DoorAction.Push));
    }

    /// <summary>Asks from afar for an opening; returns when the backend shows the door closed again.</summary>
    public async Task OpenFromAfarAsync(int compartment, CancellationToken ct)
    {
        var opening = TenantRig.Value(await InTenantAsync<OpenCompartment, Outcome<OpeningId>>(open => open.HandleAsync(
            new OpenRequest(_depot.Id, compartment, "Customer is waiting", OpenWhen.Now, Guid.NewGuid()), ct)));
        await OpensAsync(compartment, ct);
        await UntilAsync(async () => TenantRig.Value(await InTenantAsync<ListOpenings, Outcome<OpeningView>>(
            list => list.HandleAsync(opening, ct))).State == OpeningState.DoorClosed, ct);
    }

    /// <summary>Says to the running nodes that the fleet database was restored.</summary>
    /// <returns>The new generation.</returns>
    public Task<int> RaiseGenerationAsync(CancellationToken ct) =>
        Services.GetRequiredService<FleetGeneration>().RecoveredAsync(ct);

    public async Task StopBackendAsync()
    {
        await _backend!.DisposeAsync();
        _backend = null;
    }

    /// <summary>Starts the backend again at the same port.</summary>
    public async Task StartBackendAsync(CancellationToken ct)
    {
        _backend = await BackendHost.StartAsync(_options, _postgres.Time, ct);
        _options = _options with { Udp = _backend.Udp };
    }

    /// <summary>Copies all databases; only while the backend is stopped.</summary>
    public Task TakeImageAsync(CancellationToken ct) => CopyAsync(name => (name, ImageOf(name)), ct);

    /// <summary>
    /// Puts the image in place of the databases and says so, as `fachwerk fleet recovered` does; only while the backend
    /// is stopped.
    /// </summary>
    public async Task RestoreImageAsync(CancellationToken ct)
    {
        foreach (var name in _databases)
        {
            _admin.For(name).Clear();
            await AdminAsync($"drop database {name} with (force)", ct);
        }

        await CopyAsync(name => (ImageOf(name), name), ct);
        await using var server = await DatabaseServer.ConnectAsync(
            _options.Database!, _postgres.Time, ct, _options.DatabasePrefix);
        using var generation = new FleetGeneration(new FleetDatabase(server), DataFolder.Open(_options.Data),
            _postgres.Time, NullLogger<FleetGeneration>.Instance);
        await generation.RecoveredAsync(ct);
    }

    /// <summary>The newest event of the depot's own memory.</summary>
    public long NewestEvent => _simulator.Snapshot(Controller).Journal.Last;

    /// <summary>Returns when nothing waits in the depot and all of it is in the tenant's log.</summary>
    public Task UntilToldAsync(CancellationToken ct) => UntilAsync(async () =>
    {
        var journal = _simulator.Snapshot(Controller).Journal;
        return journal.Last > 0 && journal.Waiting == 0 && (await LoggedEventsAsync(ct)).Contains(journal.Last);
    }, ct);

    /// <summary>Returns when the tenant's log has an entry of this kind.</summary>
    public Task UntilToldAsync(string kind, CancellationToken ct) => UntilAsync(async () =>
    {
        await using var command = _admin.For(_databases[1]).CreateCommand(
            $"select exists (select from audit_entries where kind = '{kind}')");
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }, ct);

    /// <summary>The numbers of the depot's events as the tenant's log has them, oldest entry first.</summary>
    public async Task<List<long>> LoggedEventsAsync(CancellationToken ct)
    {
        await using var command = _admin.For(_databases[1]).CreateCommand("""
            select (detail::json ->> 'event')::bigint from audit_entries
            where actor like 'depot:%' and detail::json ->> 'event' is not null order by number
            """);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var events = new List<long>();
        while (await rows.ReadAsync(ct))
            events.Add(rows.GetInt64(0));
        return events;
    }

    /// <summary>The controller's row in the fleet database.</summary>
    public async Task<(int Generation, bool IsFloorKnown, long OrderSequence, long TableVersion)> RowAsync(
        CancellationToken ct)
    {
        await using var command = Services.GetRequiredService<FleetDatabase>().Source.CreateCommand(
            "select generation, floor_known, order_sequence, table_version from controllers");
        await using var row = await command.ExecuteReaderAsync(ct);
        Assert.True(await row.ReadAsync(ct));
        return (row.GetInt16(0), row.GetBoolean(1), row.GetInt64(2), row.GetInt64(3));
    }

    /// <summary>Waits; fails when it takes too long.</summary>
    public async Task UntilAsync(Func<Task<bool>> holds, CancellationToken ct)
    {
        var began = _postgres.Time.GetTimestamp();
        while (!await holds())
        {
            Assert.InRange(_postgres.Time.GetElapsedTime(began), TimeSpan.Zero, SoonMax);
            await Task.Delay(Poll, _postgres.Time, ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _simulator?.Dispose();
        if (_backend is not null)
            await _backend.DisposeAsync();
        _folder.Dispose();
    }

    private static string ImageOf(string name) => $"{name}_image";

    private bool IsOpen(int compartment) => _simulator.Snapshot(Controller).Doors[compartment - 1].Open;

    private void StartSimulator()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.FullPath, "simulator")).FullName;
        var file = Path.Combine(folder, "identity.json");
        Backend.Hosting.IdentityFile.Write(file, _depot.Identity, "Depot", [$"127.0.0.1:{_options.Udp}"]);
        _simulator = new SimulatorHost(new SimulatorOptions
        {
            Identities = [IdentityFile.Read(file)], DataFolder = folder, BootSpread = TimeSpan.FromSeconds(1)
        }, _postgres.Time);
        _simulator.Start();
    }

    private async Task<T> InTenantAsync<TCase, T>(Func<TCase, Task<T>> run)
        where TCase : notnull
    {
        var tenant = await Services.GetRequiredService<TenantCatalogue>().FindAsync(Slug, CancellationToken.None);
        await using var scope = Services.GetRequiredService<TenantScopes>().Open(tenant!);
        return await run(scope.ServiceProvider.GetRequiredService<TCase>());
    }

    private async Task CopyAsync(Func<string, (string From, string To)> copy, CancellationToken ct)
    {
        foreach (var (from, to) in _databases.Select(copy))
        {
            _admin.For(from).Clear();
            await AdminAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{from}'", ct);
            await AdminAsync($"create database {to} template {from}", ct);
        }
    }

    private async Task AdminAsync(string sql, CancellationToken ct)
    {
        await using var command = _admin.For("postgres").CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }
}
