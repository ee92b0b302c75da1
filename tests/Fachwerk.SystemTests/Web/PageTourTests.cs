using Xunit;

namespace Fachwerk.SystemTests.Web;

/// <summary>Every page: in German and light on a phone, in English and dark on a wide screen.</summary>
public sealed class PageTourTests(Browser browser, DemoBackend backend)
{
    public static TheoryData<string, bool, int> Looks => new()
    {
        { "de", false, 390 },
        { "en", true, 1440 }
    };

    [Theory]
    [Trait("Promise", "L-09")]
    [MemberData(nameof(Looks))]
    public async Task Pages_before_sign_in_are_in_order(string language, bool dark, int width)
    {
        PageLook look = new(language, dark, width);
        await using var visitor = await OperatorPage.OpenAsync(browser, backend, look);

        await visitor.Page.GotoAsync(await backend.WordAsync("http"));
        await SeeAsync(visitor, "welcome", look);
        await visitor.Page.FillAsync("#tenant", "nobody");
        await visitor.Page.ClickAsync("main button");
        await SeeAsync(visitor, "welcome-unknown", look);
        await visitor.GoAsync("/");
        await SeeAsync(visitor, "sign-in", look);
        await visitor.SignInAsync("nobody", "wrong password");
        await SeeAsync(visitor, "sign-in-refused", look);
    }

    [Theory]
    [Trait("Promise", "L-09")]
    [MemberData(nameof(Looks))]
    public async Task Pages_behind_sign_in_are_in_order(string language, bool dark, int width)
    {
        PageLook look = new(language, dark, width);
        await using var person = await OperatorPage.SignedInAsync(browser, backend, look);

        await SeeAsync(person, "depots", look);
        var depot = await person.GoToFirstDepotAsync();
        await person.UntilLiveAsync();
        await SeeAsync(person, "depot", look);
        await person.Page.ClickAsync("[data-compartment='3']");
        await person.Page.WaitForSelectorAsync("#reason");
        await SeeAsync(person, "depot-panel", look);
        await person.Page.FillAsync("#reason", "Kunde steht am Schrank und hat seinen Code vergessen");
        await person.Page.ClickAsync("[data-open-button]");
        await person.UntilLiveAsync();
        await SeeAsync(person, "depot-opening", look);
        await person.GoAsync($"/depots/{depot}/codes");
        await SeeAsync(person, "codes", look);
        await person.Page.ClickAsync("[data-issue-button]");
        await person.Page.WaitForSelectorAsync("[data-code]");
        await SeeAsync(person, "codes-issued", look);
        await person.Page.ClickAsync(".code-revoke >> nth=0");
        await SeeAsync(person, "revoke", look);
        await person.GoAsync("/events");
        await SeeAsync(person, "events", look);
        await person.GoAsync("/sign-out");
        await SeeAsync(person, "sign-out", look);
    }

    [Theory]
    [InlineData("de")]
    [InlineData("en")]
    public async Task A_page_that_does_not_exist_says_what_happened_what_is_safe_and_what_next(string language)
    {
        PageLook look = new(language, false, 1440);
        await using var person = await OperatorPage.SignedInAsync(browser, backend, look);

        var answer = await person.GoAsync("/depots/00000000-0000-0000-0000-000000000001");

        Assert.Equal(404, answer!.Status);
        Assert.Equal(3, await person.Page.Locator(".what-safe-next dt").CountAsync());
        await person.PictureAsync("not-found", look);
    }

    private static async Task SeeAsync(OperatorPage person, string name, PageLook look)
    {
        await person.PictureAsync(name, look);
        await person.IsInOrderAsync();
    }
}
