using Xunit;

namespace Fachwerk.SystemTests.Web;

/// <summary>What a browser keeps does not outlive what it stands for.</summary>
[Trait("Promise", "S-07")]
public sealed class KeptByBrowserTests(TwoTenants tenants)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/events")]
    [InlineData("/depots/{0}")]
    [InlineData("/depots/{0}/codes")]
    public async Task Pages_behind_the_sign_in_are_kept_by_no_browser(string path)
    {
        using var person = await tenants.SignedInAsync("acme");

        var page = await person.GetAsync(
            path.Replace("{0}", $"{await tenants.DepotOfAsync("acme")}", StringComparison.Ordinal));

        Assert.Equal(200, page.Status);
        Assert.Contains("no-store", page.Headers["Cache-Control"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_of_an_ended_session_is_refused_in_the_next_one_of_the_same_user()
    {
        using var person = await tenants.SignedInAsync("acme");
        string depot = $"/depots/{await tenants.DepotOfAsync("acme")}?compartment=2";
        string token = await person.TokenAsync(depot);
        await person.PostAsync("/", "/sign-out");
        await SeededTenant.SignInAsync(person, "acme");

        var opened = await person.PostAsync($"{depot}&handler=Open",
        [
            ("compartment", "2"), ("reason", "kept form"), ("when", "Now"), ("__RequestVerificationToken", token)
        ]);

        Assert.Equal(400, opened.Status);
        Assert.DoesNotContain("kept form", (await person.GetAsync(depot)).Body, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Promise", "L-09")]
    [InlineData("/acme/events", "/acme/events")]
    [InlineData("https://elsewhere.example/", "/acme/")]
    public async Task A_sign_in_form_from_before_a_sign_in_comes_anew_and_says_so(string returnUrl, string wayOn)
    {
        using var person = await tenants.VisitAsync("acme");
        string token = await person.TokenAsync("/sign-in");
        await SeededTenant.SignInAsync(person, "acme");

        var (stale, page) = await PostStaleAsync(person, returnUrl, token);

        Assert.Equal((302, 200), (stale.Status, page.Status));
        Assert.Contains("id=\"stale\"", page.Body, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"{wayOn}\">Or go on as operator.", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("\"https://elsewhere.example", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Promise", "L-09")]
    public async Task A_sign_in_form_from_before_a_sign_out_comes_anew_and_leads_on()
    {
        using var person = await tenants.SignedInAsync("acme");
        string token = await person.TokenAsync("/");
        await person.PostAsync("/", "/sign-out");

        var (stale, page) = await PostStaleAsync(person, "/acme/events", token);
        var again = await person.PostAsync(stale.Location["/acme".Length..], "/sign-in",
            ("user", SeededTenant.UserName), ("password", SeededTenant.PasswordOf("acme")),
            ("returnUrl", "/acme/events"));

        Assert.Contains("id=\"stale\"", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Or go on as", page.Body, StringComparison.Ordinal);
        Assert.Contains("name=\"returnUrl\" value=\"/acme/events\"", page.Body, StringComparison.Ordinal);
        Assert.Equal((302, "/acme/events"), (again.Status, again.Location));
    }

    [Fact]
    public async Task A_sign_in_begins_a_new_session_and_ends_the_browser_s_older_one()
    {
        using var person = await tenants.SignedInAsync("acme");
        using var older = await tenants.VisitAsync("acme");
        foreach (var (name, value) in person.Cookies)
            older.Cookies[name] = value;

        var again = await person.PostAsync(
            "/", "/sign-in", ("user", SeededTenant.UserName), ("password", "a long password of acme"));

        Assert.Equal(302, again.Status);
        Assert.Equal(200, (await person.GetAsync("/")).Status);
        Assert.Equal(302, (await older.GetAsync("/")).Status);
    }

    [Fact]
    public async Task After_the_sign_out_a_browser_holds_nothing_that_says_who_was_there()
    {
        using var person = await tenants.SignedInAsync("acme");

        await person.PostAsync("/", "/sign-out");

        // The device's is sealed: it says to the node alone, and at the next sign-in, that someone has been here.
        Assert.Equal(["fachwerk", "fachwerk.device", "fachwerk.form"], person.Cookies.Keys.Order());
        Assert.Equal("", person.Cookies["fachwerk"]);
        Assert.DoesNotContain(
            SeededTenant.UserName, person.Cookies["fachwerk.device"], StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<(Answer Stale, Answer Page)> PostStaleAsync(
        Visitor person, string returnUrl, string token)
    {
        var stale = await person.PostAsync("/sign-in",
        [
            ("user", SeededTenant.UserName), ("password", SeededTenant.PasswordOf("acme")), ("returnUrl", returnUrl),
            ("__RequestVerificationToken", token)
        ]);
        return (stale, await person.GetAsync(stale.Location["/acme".Length..]));
    }
}
