using System.Text.Json;
using Fachwerk.Simulator.Smoke;
using Fachwerk.SystemTests.Database;
using Microsoft.Playwright;
using Xunit;

namespace Fachwerk.SystemTests.Web;

/// <summary>The whole way with a browser at both ends: the operator's pages and the depot's front panel.</summary>
public sealed class SpineTests(Browser browser, DemoBackend backend)
{
    // Nobody else's: of the openings at one depot the newest may be another test's.
    private const string DepotName = "Depot Hauptbahnhof";
    private const string Reason = "Customer is waiting";

    private static readonly LocatorAssertionsToHaveAttributeOptions Soon = new() { Timeout = 20_000 };
    private static readonly LocatorAssertionsToHaveCountOptions Count = new() { Timeout = 20_000 };

    [Fact]
    [Trait("Promise", "L-03")]
    [Trait("Promise", "D-02")]
    public async Task A_code_typed_at_the_front_panel_opens_the_door_on_the_operator_s_screen()
    {
        var simulator = await backend.SimulatorAsync();
        await using var person = await OperatorPage.SignedInAsync(browser, backend, PageLook.Usual);
        var (depot, controller) = await DepotAsync(simulator, person);
        await person.GoAsync($"/depots/{depot}/codes?compartment=2");
        await person.Page.ClickAsync("[data-issue-button]");
        string code = (await person.Page.Locator("[data-code]").GetAttributeAsync("data-code"))!;
        await Assertions.Expect(person.Page.Locator("[data-code-state='Pending']")).ToHaveCountAsync(0, Count);
        await person.GoAsync($"/depots/{depot}");
        await person.UntilLiveAsync();
        await using var window = await browser.OpenAsync(PageLook.Usual);
        var panel = await window.NewPageAsync();
        await panel.GotoAsync($"{simulator.Http}/depots/{controller}");
        await panel.Locator("#keypad button").First.WaitForAsync();

        await panel.Keyboard.TypeAsync(code, new KeyboardTypeOptions { Delay = 120 });
        await panel.Keyboard.PressAsync("Enter");

        await DoorIsAsync(person, 2, "Open");
        await Assertions.Expect(person.Page.Locator("[data-kind='depot.code-accepted']").First).ToBeVisibleAsync();
        await person.PictureAsync("spine-open", PageLook.Usual);
        await PushShutAsync(simulator, controller, 2);
        await DoorIsAsync(person, 2, "Closed");
        await person.IsInOrderAsync();
    }

    [Fact]
    [Trait("Promise", "L-04")]
    [Trait("Promise", "G-04")]
    public async Task A_remote_opening_shows_each_step_without_reload()
    {
        var simulator = await backend.SimulatorAsync();
        await using var person = await OperatorPage.SignedInAsync(browser, backend, PageLook.Usual);
        var (depot, controller) = await DepotAsync(simulator, person);
        await person.GoAsync($"/depots/{depot}?compartment=4");

        await person.Page.FillAsync("#reason", Reason);
        await person.Page.ClickAsync("[data-open-button]");
        await person.UntilLiveAsync();

        await DoorIsAsync(person, 4, "Open");
        await PushShutAsync(simulator, controller, 4);
        var opening = person.Page.Locator("[data-opening]", new() { HasTextString = Reason });
        await Assertions.Expect(opening).ToHaveAttributeAsync("data-state", "DoorClosed", Soon);
        await Assertions.Expect(opening.Locator("[data-progress='Done']")).ToHaveCountAsync(6);
        await person.PictureAsync("spine-opening", PageLook.Usual);
    }

    private static Task DoorIsAsync(OperatorPage person, int compartment, string door) =>
        Assertions.Expect(person.Page.Locator($"[data-compartment='{compartment}']"))
            .ToHaveAttributeAsync("data-door", door, Soon);

    private static async Task PushShutAsync(BackendProcess simulator, string controller, int compartment)
    {
        using var http = new HttpClient();
        await UntilPulseIsOverAsync(http, $"{simulator.Http}/api/depots/{controller}", compartment);
        using var push = new StringContent("{\"action\":\"push\"}", System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(
            $"{simulator.Http}/api/depots/{controller}/doors/{compartment}", push);
        answer.EnsureSuccessStatusCode();
    }

    // A door does not latch while its solenoid is still held.
    private static async Task UntilPulseIsOverAsync(HttpClient http, string depot, int compartment)
    {
        var clock = new WallClock();
        var isHeld = true;
        while (isHeld)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), clock);
            using var seen = JsonDocument.Parse(await http.GetStringAsync(depot));
            isHeld = seen.RootElement.GetProperty("solenoids")[compartment - 1].GetProperty("on").GetBoolean();
        }
    }

    private static async Task<(string Depot, string Controller)> DepotAsync(
        BackendProcess simulator, OperatorPage person)
    {
        await person.GoAsync("/");
        var link = person.Page.Locator(".depot-row-link", new() { HasTextString = DepotName });
        string depot = (await link.GetAttributeAsync("href"))!.Split('/')[^1];
        using var http = new HttpClient();
        using var all = JsonDocument.Parse(await http.GetStringAsync($"{simulator.Http}/api/depots"));
        var controller = all.RootElement.EnumerateArray()
            .Single(one => one.GetProperty("name").GetString() == DepotName).GetProperty("controller");
        return (depot, controller.GetRawText());
    }
}
