using Microsoft.Playwright;
using Xunit;

namespace Fachwerk.SystemTests.Web;

/// <summary>What somebody sees whose session ended elsewhere.</summary>
[Trait("Promise", "S-07")]
public sealed class SessionEndTests(Browser browser, DemoBackend backend)
{
    private static readonly PageAssertionsToHaveURLOptions Soon = new() { Timeout = 5_000 };

    [Theory]
    [Trait("Promise", "L-03")]
    [InlineData("en", true, 1440, "Your session has ended")]
    [InlineData("de", false, 390, "Ihre Sitzung ist beendet")]
    public async Task A_screen_whose_session_ended_goes_to_the_sign_in_and_says_why(
        string language, bool dark, int width, string words)
    {
        PageLook look = new(language, dark, width);
        await using var person = await OperatorPage.SignedInAsync(browser, backend, look);
        await person.GoToFirstDepotAsync();
        await person.UntilLiveAsync();

        await SignOutElsewhereAsync(person);

        await Assertions.Expect(person.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/sign-in"), Soon);
        await Assertions.Expect(person.Page.Locator("#ended")).ToContainTextAsync(words);
        await person.PictureAsync("session-ended", look);
    }

    [Theory]
    [InlineData("en", false, 1440)]
    [InlineData("de", true, 390)]
    public async Task A_page_whose_session_ended_is_in_order(string language, bool dark, int width)
    {
        PageLook look = new(language, dark, width);
        await using var person = await OperatorPage.SignedInAsync(browser, backend, look);
        await person.GoAsync("/events");
        await SignOutElsewhereAsync(person);

        await person.GoAsync("/events?depot=none");

        await Assertions.Expect(person.Page.Locator("#ended")).ToBeVisibleAsync();
        await person.PictureAsync("session-ended", look);
        await person.IsInOrderAsync();
        await person.Page.FillAsync("#user", await backend.WordAsync("user"));
        await person.Page.FillAsync("#password", await backend.WordAsync("password"));
        await person.Page.ClickAsync("main button");
        Assert.EndsWith("/events?depot=none", person.Page.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", false)]
    [InlineData("de", true)]
    public async Task A_form_of_another_site_is_refused_with_a_page_that_says_so(string language, bool dark)
    {
        PageLook look = new(language, dark, 1440);
        await using var window = await browser.OpenAsync(look);
        var page = await window.NewPageAsync();
        await page.SetContentAsync($"""
            <form method="post" action="{await backend.TenantAddressAsync()}/sign-in"><button>x</button></form>
            """);

        var answer = await page.RunAndWaitForResponseAsync(() => page.ClickAsync("button"), _ => true);

        Assert.Equal(403, answer.Status);
        await Assertions.Expect(page.Locator(".what-safe-next dt")).ToHaveCountAsync(3);
        await OperatorPage.PictureAsync(page, "foreign-form", look);
    }

    private async Task SignOutElsewhereAsync(OperatorPage person)
    {
        using var elsewhere = await backend.VisitAsync();
        foreach (var cookie in await person.Page.Context.CookiesAsync())
            elsewhere.Cookies[cookie.Name] = cookie.Value;
        Assert.Equal(302, (await elsewhere.PostAsync("/events", "/sign-out")).Status);
    }
}
