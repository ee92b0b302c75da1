using System.Text.Json;
using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Hosting;
using Fachwerk.Backend.Identity;
using Fachwerk.Benchmarks.Load;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Fachwerk.Benchmarks.SignIns;

/// <summary>
/// Door events and remote openings alone, then beside wrong sign-ins over HTTP: each from another network, and all from
/// one address. Meanwhile someone signs in with the right password, in a browser that has done so before.
/// </summary>
internal sealed class SignInBench(string folder, int perMinute, int seconds, TimeProvider time, TextWriter output)
{
    private const int Tenants = 2;
    private const int WarmUpSeconds = 3;
    private const int OwnersMax = 1_000;

    // Both rounds of clicks may end with one that never arrives; the events come after them.
    private const int ClickOverrunSeconds = 20;

    private const string Owner = "owner";
    private const string Password = "a long password of busy";
    private static readonly TimeSpan OwnerEvery = TimeSpan.FromMilliseconds(500);
    private static readonly string Self = typeof(SignInBench).Assembly.Location;

    /// <summary>Measures and prints a table.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        Say("warming up");
        await MeasureAsync(WarmUpSeconds, null, ct);
        Say("alone");
        var alone = await MeasureAsync(seconds, null, ct);
        Say($"beside {perMinute:N0} wrong sign-ins a minute, each from another network");
        var spread = await MeasureAsync(seconds, true, ct);
        Say($"beside {perMinute:N0} wrong sign-ins a minute from one address");
        var one = await MeasureAsync(seconds, false, ct);

        output.WriteLine($"{"p50 / p99 in ms",-34}{"opening",16}{"event",16}{"sign-in",16}{"ratios of p99",18}");
        Print("alone", alone, alone);
        Print("beside many networks", spread, alone);
        Print("beside one address", one, alone);
    }

    /// <summary>The flood of a process of its own.</summary>
    public static async Task FloodAsync(
        Uri page, bool isSpread, int perMinute, int seconds, TimeProvider time, CancellationToken ct)
    {
        var answers = await new SignInFlood(page, isSpread, time).RunAsync(perMinute, seconds, ct);
        Console.WriteLine($"READY {JsonSerializer.Serialize(answers)}");
    }

    private async Task<Figures> MeasureAsync(int forSeconds, bool? isSpread, CancellationToken ct)
    {
        var owner = new Latencies();
        var (lines, turnedBack, answers) = (0, 0, "");
        var busy = await new BusyBench(time, Tenants).RunAsync(folder, forSeconds, LoadAsync, ct);
        return new Figures(busy, owner, turnedBack, lines, answers);

        async Task LoadAsync(BackendHost host)
        {
            var page = new Uri(host.Http, $"/{BusyFleet.SlugOf(0)}/sign-in");
            await EnsureOwnerAsync(host.Services, ct);
            using var http = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false });
            var form = new SignInForm(http, page);
            await form.LoadAsync(ct);
            await form.PostAsync(Owner, Password, true, false, ct);
            var before = await LinesAsync(host.Services, ct);
            var flood = isSpread is null ? Task.FromResult("") : Task.Run(() => Flood(page, isSpread.Value), ct);
            turnedBack = await SignInAsync(form, owner, 3 * forSeconds, ct);
            answers = await flood;
            lines = await LinesAsync(host.Services, ct) - before;
        }
    }

    private string Flood(Uri page, bool isSpread)
    {
        using var flood = ChildProcess.Start(
            Self, "flood", "--page", page.ToString(), "--per-minute", $"{perMinute}", "--seconds",
            $"{3 * seconds + ClickOverrunSeconds}", "--spread", $"{isSpread}");
        return flood.Ready;
    }

    // Its tries are right, so that it is refused only where a stranger's tries count against it.
    private async Task<int> SignInAsync(SignInForm form, Latencies latencies, int forSeconds, CancellationToken ct)
    {
        var refused = 0;
        var began = time.GetTimestamp();
        for (var i = 0; i < OwnersMax && time.GetElapsedTime(began).TotalSeconds < forSeconds; i++)
        {
            var started = time.GetTimestamp();
            var answer = await form.PostAsync(Owner, Password, true, false, ct);
            latencies.Add(time.GetElapsedTime(started));
            refused += (int)answer == 302 ? 0 : 1;
            await Task.Delay(OwnerEvery, time, ct);
        }

        return refused;
    }

    private static async Task EnsureOwnerAsync(IServiceProvider services, CancellationToken ct)
    {
        await using var scope = await OpenAsync(services, ct);
        await scope.ServiceProvider.GetRequiredService<CreateUser>().HandleAsync(Owner, Password, Actor.System, ct);
    }

    private static async Task<int> LinesAsync(IServiceProvider services, CancellationToken ct)
    {
        await using var scope = await OpenAsync(services, ct);
        return await scope.ServiceProvider.GetRequiredService<TenantDbContext>().Set<AuditEntry>()
            .CountAsync(entry => entry.Kind == AuditKinds.SignInRefused, ct);
    }

    private static async Task<AsyncServiceScope> OpenAsync(IServiceProvider services, CancellationToken ct)
    {
        var catalogue = services.GetRequiredService<TenantCatalogue>();
        return services.GetRequiredService<TenantScopes>().Open((await catalogue.FindAsync(BusyFleet.SlugOf(0), ct))!);
    }

    private void Print(string name, Figures figures, Figures alone)
    {
        var (busy, owner) = (figures.Busy, figures.Owner);
        output.WriteLine(
            $"{name,-34}{$"{busy.OrderP50Ms:N1} / {busy.OrderP99Ms:N1}",16}" +
            $"{$"{busy.EventP50Ms:N1} / {busy.EventP99Ms:N1}",16}" +
            $"{$"{owner.Percentile(0.5):N0} / {owner.Percentile(0.99):N0}",16}" +
            $"{busy.OrderP99Ms / alone.Busy.OrderP99Ms,8:N2}{busy.EventP99Ms / alone.Busy.EventP99Ms,5:N2}" +
            $"{owner.Percentile(0.99) / alone.Owner.Percentile(0.99),5:N2}");
        output.WriteLine($"    {busy.EventsPerSecond:N0} events/s, {busy.EventsLost} missing; {figures.TurnedBack} " +
            $"right sign-ins not let in; {figures.Lines} lines in the log; wrong ones answered: {figures.Answers}");
    }

    private static void Say(string text) => Console.Error.WriteLine($"bench: {text}");

    private sealed record Figures(BusyFigures Busy, Latencies Owner, int TurnedBack, int Lines, string Answers);
}
