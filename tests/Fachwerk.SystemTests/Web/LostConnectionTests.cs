using Fachwerk.Drills.Nodes;
using Fachwerk.SystemTests.Hosting;
using Microsoft.Playwright;
using Xunit;

namespace Fachwerk.SystemTests.Web;

/// <summary>The screen says when it is no longer live, and comes back without anyone touching it.</summary>
public sealed class LostConnectionTests(Browser browser)
{
    private static readonly LocatorAssertionsToHaveAttributeOptions Soon = new() { Timeout = 60_000 };

    [Fact]
    [Trait("Promise", "L-03")]
    public async Task A_screen_tells_that_the_backend_is_gone_and_heals_when_it_is_back()
    {
        using var folder = new TemporaryFolder();
        string[] arguments =
        [
            "demo", "--data", folder.FullPath, "--depots", "1", "--udp", "0",
            "--http", $"http://127.0.0.1:{KeptPort.Tcp()}"
        ];
        var backend = await BackendProcess.StartAsync(TestContext.Current.CancellationToken, arguments);
        await using var window = await browser.OpenAsync(PageLook.Usual);
        var page = await window.NewPageAsync();
        await page.GotoAsync($"{Word(backend, "http").TrimEnd('/')}/demo/sign-in");
        await page.FillAsync("#user", Word(backend, "user"));
        await page.FillAsync("#password", Word(backend, "password"));
        await page.ClickAsync("main button");
        var state = page.Locator("[data-live-state]");
        await Assertions.Expect(state).ToHaveAttributeAsync("data-live-state", "on", Soon);

        await backend.KillAsync();
        await Assertions.Expect(state).ToHaveAttributeAsync("data-live-state", "lost", Soon);
        await Assertions.Expect(state).ToContainTextAsync("Connection lost");
        await using var second = await BackendProcess.StartAsync(TestContext.Current.CancellationToken, arguments);

        await Assertions.Expect(state).ToHaveAttributeAsync("data-live-state", "on", Soon);
    }

    private static string Word(BackendProcess backend, string name) => backend.Ready.GetProperty(name).GetString()!;
}
