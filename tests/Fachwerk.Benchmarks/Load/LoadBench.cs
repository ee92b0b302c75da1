using System.Globalization;
using System.Text.Json;
using Fachwerk.Backend.Database;

namespace Fachwerk.Benchmarks.Load;

/// <summary>How big and how long.</summary>
/// <param name="Backend">The backend's DLL.</param>
/// <param name="Data">Folder for the databases; a second run finds them filled.</param>
internal sealed record LoadPlan(string Backend, string Data, int Controllers, int Rate, int Seconds);

/// <summary>
/// The gateway under load: its own process, PostgreSQL and the generator share the machine. The baseline is an echo
/// on the framework's sockets under the same generator.
/// </summary>
internal sealed class LoadBench(LoadPlan plan, TimeProvider time, TextWriter output)
{
    private const int SmallFleet = 10_000;
    private const int ForgedPerGenuine = 5;
    private const int ForgedRate = 3_000;
    private const int BusyRate = 10_000;
    private const int BusyTenants = 20;
    private static readonly string Self = typeof(LoadBench).Assembly.Location;

    private long _nextPartialIv;

    /// <summary>Measures everything and prints one line of JSON or a table.</summary>
    public async Task RunAsync(bool asJson, CancellationToken ct)
    {
        var echo = Echo();
        var small = await FleetAsync(SmallFleet, Math.Max(5, plan.Seconds / 3), warmUp: false, ct);
        var large = await FleetAsync(plan.Controllers, plan.Seconds, warmUp: true, ct);
        var busy = await BusyAsync(ct);
        var report = new LoadReport(
            large.Load.Answered / large.Load.Seconds, large.GatewayMicros, large.PostgresMicros, echo,
            large.Load.P50Ms, large.Load.P99Ms, large.Load.MaxMs, large.BytesPerDepot, large.ForgedMicros,
            (large.GatewayMicros + large.PostgresMicros) / (small.GatewayMicros + small.PostgresMicros),
            large.ForgedP99Ms, large.Load.Sent - large.Load.Answered, busy.OrderP50Ms, busy.OrderP99Ms,
            busy.EventsPerSecond, busy.EventP99Ms, busy.EventsLost, plan.Controllers, plan.Seconds);
        if (asJson)
            output.WriteLine(JsonSerializer.Serialize(report, JsonSerializerOptions.Web));
        else
            Print(report, small);
    }

    /// <summary>Openings, then events, beside the check-ins of the large fleet.</summary>
    public async Task<BusyFigures> BusyAsync(CancellationToken ct)
    {
        Say($"openings and events beside {BusyRate} check-ins a second");
        var folder = Path.Combine(plan.Data, $"fleet-{plan.Controllers}");
        _nextPartialIv = await LoadFleet.FillAsync(folder, plan.Controllers, time, ct);
        var seconds = Math.Max(5, plan.Seconds / 3);
        var together = 3 * seconds + 20;
        return await new BusyBench(time, BusyTenants).RunAsync(
            folder, seconds,
            host => Task.Run(
                () => Generate(Options(host.Udp, plan.Controllers, together) with { Rate = BusyRate }), ct),
            ct);
    }

    private double Echo()
    {
        Say("echo: baseline");
        using var echo = ChildProcess.Start(Self, "echo");
        var port = int.Parse(echo.Ready, CultureInfo.InvariantCulture);
        var seconds = Math.Max(5, plan.Seconds / 6);
        Generate(new LoadOptions(port, SmallFleet, plan.Rate, 2, IsEcho: true));
        var before = ProcessCost.CpuSecondsOf(echo.Id);
        var load = Generate(new LoadOptions(port, SmallFleet, plan.Rate, seconds, IsEcho: true));
        return Micros(ProcessCost.CpuSecondsOf(echo.Id) - before, load.Sent);
    }

    private async Task<FleetFigures> FleetAsync(int controllers, int seconds, bool warmUp, CancellationToken ct)
    {
        var folder = Path.Combine(plan.Data, $"fleet-{controllers}");
        Say($"{controllers} controllers: filling");
        _nextPartialIv = await LoadFleet.FillAsync(folder, controllers, time, ct);
        Say($"{controllers} controllers: starting the gateway");
        using var node = ChildProcess.Start(
            plan.Backend, "serve", "--data", folder, "--http", "http://127.0.0.1:0", "--udp", "127.0.0.1:0");
        var port = JsonDocument.Parse(node.Ready).RootElement.GetProperty("udp").GetInt32();
        var postmaster = await PostmasterOfAsync(folder, ct);
        Say($"{controllers} controllers: warming up");
        Generate(Options(port, controllers, warmUp ? plan.Seconds : 5));
        Say($"{controllers} controllers: {plan.Rate}/s for {seconds} s");
        var gateway = ProcessCost.CpuSecondsOf(node.Id);
        var postgres = ProcessCost.CpuSecondsOfFamily(postmaster);
        var load = Generate(Options(port, controllers, seconds));
        Say($"longest answer of each second, ms: {string.Join(' ', load.MaxMsBySecond.Select(ms => $"{ms:N0}"))}");
        gateway = ProcessCost.CpuSecondsOf(node.Id) - gateway;
        postgres = ProcessCost.CpuSecondsOfFamily(postmaster) - postgres;
        Say($"CPU a check-in, µs: gateway {Micros(gateway, load.Answered):N1}, PostgreSQL " +
            $"{Micros(postgres, load.Answered):N1}; {load.Sent - load.Answered:N0} not answered");
        var figures = new FleetFigures(
            load, Micros(gateway, load.Answered), Micros(postgres, load.Answered),
            ProcessCost.MegabytesOf(node.Id) * 1024 * 1024 / controllers, 0, 0);
        return warmUp ? Forged(figures, node, port, controllers) : figures;
    }

    // What a forged datagram costs is what the gateway uses more than for the genuine ones beside it.
    private FleetFigures Forged(FleetFigures figures, ChildProcess node, int port, int controllers)
    {
        Say($"{ForgedPerGenuine} forged for each genuine one");
        var before = ProcessCost.CpuSecondsOf(node.Id);
        var load = Generate(Options(port, controllers, Math.Max(5, plan.Seconds / 6)) with
        {
            Rate = ForgedRate,
            Forged = ForgedPerGenuine
        });
        var with = ProcessCost.CpuSecondsOf(node.Id) - before;
        before = ProcessCost.CpuSecondsOf(node.Id);
        var alone = Generate(Options(port, controllers, Math.Max(5, plan.Seconds / 6)) with { Rate = ForgedRate });
        var without = ProcessCost.CpuSecondsOf(node.Id) - before;
        return figures with
        {
            ForgedMicros = Micros(with - without * load.Sent / alone.Sent, load.ForgedSent),
            ForgedP99Ms = load.P99Ms
        };
    }

    // Each run goes on above the numbers that the one before can have used.
    private LoadOptions Options(int port, int controllers, int seconds)
    {
        var first = _nextPartialIv;
        _nextPartialIv += 1 + (long)plan.Rate * seconds / controllers + 1;
        return new LoadOptions(port, controllers, plan.Rate, seconds, first);
    }

    private static LoadResult Generate(LoadOptions options)
    {
        using var generator = ChildProcess.Start(Self, "generate", "--options", JsonSerializer.Serialize(options));
        return JsonSerializer.Deserialize<LoadResult>(generator.Ready)!;
    }

    private static async Task<int> PostmasterOfAsync(string folder, CancellationToken ct)
    {
        var location = Path.Combine(folder, "postgres.location");
        var cluster = File.Exists(location) ? File.ReadAllText(location).Trim() : Path.Combine(folder, "postgres");
        return (await ClusterProcesses.OfAsync(cluster, ct))[0];
    }

    private static double Micros(double seconds, long count) => count == 0 ? 0 : seconds * 1e6 / count;

    private static void Say(string text) => Console.Error.WriteLine($"bench: {text}");

    private void Print(LoadReport report, FleetFigures small)
    {
        output.WriteLine($"gateway under load: {report.Controllers:N0} controllers, {report.Seconds} s");
        output.WriteLine($"  check-ins, durable and answered   {report.CheckInsPerSecond,10:N0} /s");
        output.WriteLine($"  not answered                      {report.Unanswered,10:N0}");
        output.WriteLine($"  answer p50 / p99 / max            {report.P50Ms,10:N1} / {report.P99Ms:N1} / " +
            $"{report.MaxMs:N1} ms");
        output.WriteLine($"  gateway, CPU a check-in           {report.GatewayCpuMicros,10:N1} µs");
        output.WriteLine($"  PostgreSQL, CPU a check-in        {report.PostgresCpuMicros,10:N1} µs");
        output.WriteLine($"  echo, CPU a datagram (baseline)   {report.EchoCpuMicros,10:N1} µs");
        output.WriteLine($"  forged datagram, CPU              {report.ForgedCpuMicros,10:N1} µs " +
            $"({report.ForgedCpuMicros / report.EchoCpuMicros:N2} of the echo)");
        output.WriteLine($"  genuine p99 beside 5 forged each  {report.ForgedP99Ms,10:N1} ms");
        output.WriteLine($"  remote opening, click to depot    {report.OrderP50Ms,10:N1} / {report.OrderP99Ms:N1} ms " +
            $"(p50 / p99 beside {BusyRate:N0} check-ins/s)");
        output.WriteLine($"  events, door to tenant's log      {report.EventsPerSecond,10:N0} /s, p99 " +
            $"{report.EventP99Ms:N0} ms, {report.EventsLost} missing");
        output.WriteLine($"  memory of the gateway per depot   {report.BytesPerDepot,10:N0} bytes");
        output.WriteLine($"  cost at {report.Controllers:N0} to cost at {SmallFleet:N0}: {report.Flatness:N2} " +
            $"({small.GatewayMicros:N1} + {small.PostgresMicros:N1} µs there)");
    }
}

/// <summary>What one fleet cost.</summary>
internal sealed record FleetFigures(
    LoadResult Load, double GatewayMicros, double PostgresMicros, double BytesPerDepot, double ForgedMicros,
    double ForgedP99Ms);

/// <summary>The line of JSON.</summary>
internal sealed record LoadReport(
    double CheckInsPerSecond, double GatewayCpuMicros, double PostgresCpuMicros, double EchoCpuMicros, double P50Ms,
    double P99Ms, double MaxMs, double BytesPerDepot, double ForgedCpuMicros, double Flatness, double ForgedP99Ms,
    long Unanswered, double OrderP50Ms, double OrderP99Ms, double EventsPerSecond, double EventP99Ms, int EventsLost,
    int Controllers, int Seconds);
