using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Hosting;
using Fachwerk.Backend.Tenants;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Fachwerk.Benchmarks.Codes;

/// <summary>
/// How long codes that are issued at once take to a depot: a node with an embedded PostgreSQL and a simulated board
/// with the controller's own code, in this process and over UDP on loopback. A new depot each time.
/// </summary>
/// <param name="count">How many codes.</param>
internal sealed class CodesBench(string folder, int count, TimeProvider time, TextWriter output)
{
    private const string Slug = "codes";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(3);

    /// <summary>Measures one code, the baseline, and then the many, and prints a table.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await using var host = await BackendHost.StartAsync(
            new BackendOptions(folder, new Uri("http://127.0.0.1:0"), 0), time, ct);
        var services = host.Services;
        var tenant = await services.GetRequiredService<TenantCatalogue>().FindAsync(Slug, ct)
            ?? Value(await services.GetRequiredService<CreateTenant>().HandleAsync(Slug, "Codes", ct));
        var depot = await CreateDepotAsync(services, tenant, ct);
        var identities = Directory.CreateTempSubdirectory("fachwerk-codes-").FullName;
        try
        {
            var file = Path.Combine(identities, "identity.json");
            IdentityFile.Write(file, depot.Identity, "Depot", [$"127.0.0.1:{host.Udp}"]);
            using var simulator = new SimulatorHost(
                new SimulatorOptions
                {
                    Identities = [Fachwerk.Simulator.Depots.IdentityFile.Read(file)],
                    DataFolder = identities,
                    BootSpread = TimeSpan.FromSeconds(1)
                },
                time);
            simulator.Start();
            var at = new Place(services, tenant, depot, simulator);
            await UntilAsync(() => at.Version > 0, ct);
            var one = await MeasureAsync(at, 1, 1, ct);
            var many = await MeasureAsync(at, count, 1 + count, ct);
            output.WriteLine($"{"",-12}{"issued",10}{"first",10}{"all",10}{"ratio",8}{"versions",10}{"telegrams",11}");
            Print("1 code", one, one);
            Print($"{count} codes", many, one);
        }
        finally
        {
            Directory.Delete(identities, recursive: true);
        }
    }

    private async Task<Figures> MeasureAsync(Place at, int codes, int wanted, CancellationToken ct)
    {
        var (versions, telegrams, before) = (await WantedAsync(at, ct), at.Sent, at.Codes);
        var began = time.GetTimestamp();
        var issuing = Task.WhenAll(Enumerable.Range(0, codes).Select(_ => Task.Run(() => IssueAsync(at, ct), ct)));
        var issued = issuing.ContinueWith(_ => time.GetElapsedTime(began), ct, default, TaskScheduler.Default);
        await UntilAsync(() => at.Codes > before, ct);
        var first = time.GetElapsedTime(began);
        await UntilAsync(() => at.Codes >= wanted, ct);
        var all = time.GetElapsedTime(began);
        await issuing;
        return new Figures(await issued, first, all, await WantedAsync(at, ct) - versions, at.Sent - telegrams);
    }

    private async Task IssueAsync(Place at, CancellationToken ct)
    {
        await using var scope = at.Services.GetRequiredService<TenantScopes>().Open(at.Tenant);
        Value(await scope.ServiceProvider.GetRequiredService<IssueCode>().HandleAsync(
            new IssueCodeRequest(at.Depot.Id, 1, null, time.GetUtcNow().AddDays(1), 1, Guid.NewGuid()), ct));
    }

    private static async Task<CreatedDepot> CreateDepotAsync(
        IServiceProvider services, Tenant tenant, CancellationToken ct)
    {
        await using var scope = services.GetRequiredService<TenantScopes>().Open(tenant);
        var site = Value(await scope.ServiceProvider.GetRequiredService<CreateSite>()
            .HandleAsync("Site", "Europe/Berlin", Actor.System, ct));
        return Value(await scope.ServiceProvider.GetRequiredService<CreateDepot>().HandleAsync(
            new CreateDepotRequest(site, "Depot",
                [new NewCompartment(CompartmentSize.Small, CompartmentFeatures.None)], Actor.System), ct));
    }

    private static async Task<long> WantedAsync(Place at, CancellationToken ct)
    {
        var all = await at.Services.GetRequiredService<DepotConnections>().ReadAsync(at.Tenant.Number, ct);
        return all.Single(one => one.Controller == at.Depot.Identity.Controller).TableVersionWanted;
    }

    private async Task UntilAsync(Func<bool> holds, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        while (!holds())
        {
            if (time.GetElapsedTime(began) > WaitMax)
                throw new TimeoutException("The codes did not arrive.");
            await Task.Delay(Look, time, ct);
        }
    }

    private void Print(string name, Figures figures, Figures baseline) => output.WriteLine(
        $"{name,-12}{figures.Issued.TotalSeconds,8:N2} s{figures.First.TotalSeconds,8:N2} s" +
        $"{figures.All.TotalSeconds,8:N2} s{figures.All / baseline.All,8:N1}" +
        $"{figures.Versions,10}{figures.Telegrams,11}");

    private static T Value<T>(Outcome<T> outcome)
        where T : notnull =>
        outcome.TryGet(out var value, out var refusal) ? value : throw new InvalidOperationException(refusal.Code);

    private sealed record Figures(TimeSpan Issued, TimeSpan First, TimeSpan All, long Versions, int Telegrams);

    private sealed record Place(
        IServiceProvider Services, Tenant Tenant, CreatedDepot Depot, SimulatorHost Simulator)
    {
        private uint Number => (uint)Depot.Identity.Controller;

        public int Codes => Simulator.Do(Number, depot => depot.Firmware?.Parts.Table.Active.Codes.Count ?? 0);

        public uint Version => Simulator.Do(Number, depot => depot.Firmware?.Parts.Table.Version ?? 0);

        public int Sent => Simulator.Snapshot(Number).Counters.Sent;
    }
}
