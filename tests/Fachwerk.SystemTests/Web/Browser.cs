using Fachwerk.SystemTests.Web;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Browser))]

namespace Fachwerk.SystemTests.Web;

/// <summary>One Chromium for all browser tests; each test opens contexts of its own.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        });
    }

    /// <summary>A fresh browser window with its own cookies.</summary>
    public Task<IBrowserContext> OpenAsync(PageLook look) => _browser!.NewContextAsync(new BrowserNewContextOptions
    {
        Locale = look.Language,
        ColorScheme = look.Dark ? ColorScheme.Dark : ColorScheme.Light,
        ReducedMotion = ReducedMotion.Reduce,
        ViewportSize = new ViewportSize { Width = look.Width, Height = look.Height }
    });

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}

/// <summary>How a page is looked at.</summary>
public sealed record PageLook(string Language, bool Dark, int Width)
{
    public static PageLook Usual { get; } = new("en", false, 1440);

    public int Height => Width < 600 ? 844 : 900;
}
