using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace Fachwerk.SystemTests.Web;

/// <summary>An operator at a browser: what goes wrong on a page is noted.</summary>
public sealed class OperatorPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly string _tenant;
    private readonly List<string> _complaints = [];

    private OperatorPage(IBrowserContext context, IPage page, string tenant)
    {
        _context = context;
        _tenant = tenant;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _complaints.Add(message.Text);
        };
        page.PageError += (_, error) => _complaints.Add(error);
    }

    public IPage Page { get; }

    public static async Task<OperatorPage> OpenAsync(Browser browser, DemoBackend backend, PageLook look)
    {
        var context = await browser.OpenAsync(look);
        return new OperatorPage(context, await context.NewPageAsync(), await backend.TenantAddressAsync());
    }

    public static async Task<OperatorPage> SignedInAsync(Browser browser, DemoBackend backend, PageLook look)
    {
        var page = await OpenAsync(browser, backend, look);
        await page.SignInAsync(await backend.WordAsync("user"), await backend.WordAsync("password"));
        return page;
    }

    public Task<IResponse?> GoAsync(string path) => Page.GotoAsync(_tenant + path);

    public async Task SignInAsync(string user, string password)
    {
        await GoAsync("/sign-in");
        await Page.FillAsync("#user", user);
        await Page.FillAsync("#password", password);
        await Page.ClickAsync("main button");
    }

    /// <summary>Goes to the page of the first depot in the list.</summary>
    public async Task<string> GoToFirstDepotAsync()
    {
        await GoAsync("/");
        var id = await Page.Locator("[data-depot]").First.GetAttributeAsync("data-depot");
        await GoAsync($"/depots/{id}");
        return id!;
    }

    public Task UntilLiveAsync() => Assertions.Expect(Page.Locator("[data-live-state]"))
        .ToHaveAttributeAsync("data-live-state", "on");

    /// <summary>WCAG 2.2 AA as far as a machine can tell; and nothing in the browser's console.</summary>
    public async Task IsInOrderAsync()
    {
        var found = await Page.RunAxe();
        Assert.Empty(found.Violations.Select(one =>
            $"{Page.Url}: {one.Id}: {one.Help}: {string.Join(" | ", one.Nodes.Take(3).Select(node => node.Html))}"));
        Assert.Empty(_complaints);
        int overflow = await Page.EvaluateAsync<int>(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(overflow <= 0, $"{Page.Url} is {overflow} px wider than the window");
    }

    /// <summary>Keeps a picture where FACHWERK_SCREENSHOTS says.</summary>
    public Task PictureAsync(string name, PageLook look) => PictureAsync(Page, name, look);

    /// <inheritdoc cref="PictureAsync(string, PageLook)"/>
    public static async Task PictureAsync(IPage page, string name, PageLook look)
    {
        if (Environment.GetEnvironmentVariable("FACHWERK_SCREENSHOTS") is not { Length: > 0 } folder)
            return;
        var file = $"{name}-{look.Language}-{(look.Dark ? "dark" : "light")}-{look.Width}.png";
        await page.ScreenshotAsync(new PageScreenshotOptions
        {
            Path = Path.Combine(folder, Regex.Replace(file, "[^a-z0-9.-]", "_")),
            FullPage = true
        });
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
