using System.Net;
using System.Text.Json;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Hosting;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Gateway;
using Fachwerk.SystemTests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Fachwerk.SystemTests.Web;

/// <summary>
/// A depot that tells more than a depot in use does, from its datagrams to the pages and the live view of its tenant.
/// </summary>
[Trait("Promise", "L-01")]
[Trait("Promise", "L-11")]
public sealed class HeldEventsTests(PostgresFixture postgres)
{
    private const string Slug = "acme";
    private const int EventsMax = 20_000;
    private const int PerTelegram = 23;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Promise", "G-06")]
    public async Task Held_events_are_trouble_on_the_pages_in_both_languages_and_go_again()
    {
        using var folder = new TemporaryFolder();
        var options = new BackendOptions(folder.FullPath, new Uri("http://127.0.0.1:0"), 0);
        await using var host = await BackendHost.StartAsync(options, postgres.Time, Ct);
        var made = await SeededTenant.AddAsync(host.Services, Slug);
        using var depot = new FakeController(made.Identity, host.Udp);
        using var visitor = new Visitor(host.Http, Slug);
        await SeededTenant.SignInAsync(visitor, Slug);
        using var screen = new LiveClient();
        await screen.ConnectAsync(host.Http, Slug, visitor, Ct);
        var before = await screen.WatchDepotAsync(made.Id.Value, Ct);

        // A new depot is asked to read its table.
        await depot.AskAsync(depot.CheckIn(), Ct);
        await depot.AnswerAsync(await depot.ReceiveOrderAsync(Ct), OrderOutcome.Done, 0, Ct);
        await FloodAsync(depot);
        // The door is open by now, whatever its events of an hour ago say.
        await depot.AskAsync(depot.CheckIn(checkIn =>
        {
            checkIn.LastEvent = EventsMax;
            checkIn.OpenDoors.Set(1, true);
        }), Ct);
        var held = await screen.ConnectionAsync("Trouble", Ct);
        var english = await PagesAsync(visitor, made.Id, "en");
        var german = await PagesAsync(visitor, made.Id, "de");
        var shown = await screen.WatchDepotAsync(made.Id.Value, Ct);
        await LetTimePassAsync(host);
        var over = await screen.ConnectionAsync("Quiet", Ct);
        var afterwards = await PagesAsync(visitor, made.Id, "en");

        Assert.Equal("Quiet", before.GetProperty("connection").GetProperty("tone").GetString());
        Assert.Equal("Events held back", held.GetProperty("faults")[0].GetString());
        Assert.NotEmpty(held.GetProperty("advice").GetString()!);
        Assert.All(english, page => Assert.Contains("Events held back", page, StringComparison.Ordinal));
        Assert.All(english, page => Assert.Contains("replace its controller", page, StringComparison.Ordinal));
        Assert.All(german, page => Assert.Contains("Ereignisse zurückgehalten", page, StringComparison.Ordinal));
        Assert.Contains("data-connection-tone=\"Trouble\"", english[0], StringComparison.Ordinal);
        Assert.Equal("Open", DoorOf(shown, 1));
        Assert.Empty(over.GetProperty("faults").EnumerateArray());
        Assert.All(afterwards, page => Assert.DoesNotContain("Events held back", page, StringComparison.Ordinal));
    }

    // A door that opens and closes as fast as answers come.
    private static async Task FloodAsync(FakeController depot)
    {
        var answer = new EventsAnswer();
        while (answer.WaitSeconds == 0 && answer.AckedEvent < EventsMax)
        {
            var events = Enumerable.Range(0, PerTelegram).Select(i => new JournalEvent
            {
                Kind = (int)(i < PerTelegram - 1 ? EventKind.DoorOpened : EventKind.DoorClosed), Compartment = 1,
                Time = 1_790_000_000,
            });
            answer = (await depot.AskAsync(depot.Events(answer.AckedEvent + 1, [.. events]), Ct)).Events();
        }
    }

    // The list of depots, then the depot.
    private static async Task<string[]> PagesAsync(Visitor visitor, DepotId depot, string language)
    {
        visitor.Cookies["fachwerk.language"] = language;
        return
        [
            WebUtility.HtmlDecode((await visitor.GetAsync("/")).Body),
            WebUtility.HtmlDecode((await visitor.GetAsync($"/depots/{depot.Value}")).Body),
        ];
    }

    private static async Task LetTimePassAsync(BackendHost host)
    {
        await using var command = host.Services.GetRequiredService<FleetDatabase>().Source.CreateCommand(
            "update controllers set events_held_at = now() - interval '5 min'");
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Ct));
    }

    private static string DoorOf(JsonElement snapshot, int compartment) =>
        snapshot.GetProperty("compartments").EnumerateArray()
            .Single(one => one.GetProperty("number").GetInt32() == compartment).GetProperty("door").GetString()!;
}
