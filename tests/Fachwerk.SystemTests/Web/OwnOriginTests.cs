using System.Net.WebSockets;
using Xunit;

namespace Fachwerk.SystemTests.Web;

/// <summary>What another site's page makes a browser send is refused, whatever cookies it carries.</summary>
[Trait("Promise", "S-06")]
public sealed class OwnOriginTests(TwoTenants tenants)
{
    private const string Negotiate = "/live/negotiate?negotiateVersion=1";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "https://{host}")]
    [InlineData("Origin", "http://{host}:1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Another_site_reaches_no_live_hub_and_changes_nothing(string header, string value)
    {
        using var person = await tenants.SignedInAsync("acme");
        string depot = $"/depots/{await tenants.DepotOfAsync("acme")}?compartment=1";
        string token = await person.TokenAsync(depot);
        person.Headers[header] = value.Replace("{host}", tenants.Http.Authority, StringComparison.Ordinal);

        var negotiated = await person.PostAsync(Negotiate, []);
        var polled = await person.GetAsync("/live?id=none");
        var opened = await person.PostAsync($"{depot}&handler=Open",
        [
            ("compartment", "1"), ("reason", "from afar"), ("when", "Now"), ("__RequestVerificationToken", token)
        ]);
        var language = await person.PostAsync(
            "/-/preferences", [("language", "de"), ("__RequestVerificationToken", token)]);
        using var screen = new LiveClient();

        Assert.Equal((403, 403, 403, 403), (negotiated.Status, polled.Status, opened.Status, language.Status));
        await Assert.ThrowsAsync<WebSocketException>(() => screen.ConnectAsync(tenants.Http, "acme", person, Ct));
        person.Headers.Clear();
        Assert.DoesNotContain("from afar", (await person.GetAsync(depot)).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Origin", "http://{host}")]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    public async Task The_own_pages_reach_it(string header, string value)
    {
        using var person = await tenants.SignedInAsync("acme");
        person.Headers[header] = value.Replace("{host}", tenants.Http.Authority, StringComparison.Ordinal);
        using var screen = new LiveClient();

        await screen.ConnectAsync(tenants.Http, "acme", person, Ct);
        var posted = await person.PostAsync("/", "/-/preferences", ("language", "en"));

        Assert.Equal(200, (await person.PostAsync(Negotiate, [])).Status);
        Assert.Equal(302, posted.Status);
    }

    [Fact]
    public async Task A_page_that_is_only_read_may_be_linked_to_from_anywhere()
    {
        using var person = await tenants.SignedInAsync("acme");
        person.Headers["Sec-Fetch-Site"] = "cross-site";

        Assert.Equal(200, (await person.GetAsync("/")).Status);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/events")]
    [InlineData("/sign-out")]
    [InlineData("/depots/00000000-0000-0000-0000-000000000001")]
    public async Task No_answer_repeats_a_host_that_somebody_made_up(string path)
    {
        using var visitor = await tenants.VisitAsync("acme");

        var led = await visitor.GetAsync(path);
        visitor.Headers["Host"] = "elsewhere.example";
        var answer = await visitor.GetAsync(path);

        Assert.StartsWith("/acme/sign-in?returnUrl=", led.Location, StringComparison.Ordinal);
        Assert.Equal(400, answer.Status);
        Assert.DoesNotContain("elsewhere", answer.Body + answer.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_cookie_says_that_other_sites_and_scripts_get_none_of_it()
    {
        using var person = await tenants.VisitAsync("acme");
        var form = await person.GetAsync("/sign-in");
        var signedIn = await SeededTenant.SignInAsync(person, "acme");
        var chosen = await person.PostAsync("/", "/-/preferences", ("theme", "dark"));

        Assert.All(new[] { form, signedIn, chosen }, answer =>
        {
            Assert.Contains("samesite=", answer.Headers["Set-Cookie"], StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("samesite=none", answer.Headers["Set-Cookie"], StringComparison.OrdinalIgnoreCase);
            Assert.Contains("httponly", answer.Headers["Set-Cookie"], StringComparison.OrdinalIgnoreCase);
        });
    }
}
