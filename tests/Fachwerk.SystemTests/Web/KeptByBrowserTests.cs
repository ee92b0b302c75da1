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
}
