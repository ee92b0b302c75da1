using Xunit;

namespace Fachwerk.SystemTests.Web;

/// <summary>What one tenant's browser holds is worthless at another's pages.</summary>
[Trait("Promise", "S-03")]
public sealed class TenantIsolationTests(TwoTenants tenants)
{
    [Fact]
    public async Task A_session_cookie_copied_to_another_tenant_leads_to_its_sign_in()
    {
        using var acme = await tenants.SignedInAsync("acme");
        using var other = await tenants.VisitAsync("other");
        Assert.Equal(200, (await acme.GetAsync("/")).Status);

        foreach (var (name, value) in acme.Cookies)
            other.Cookies[name] = value;
        var answer = await other.GetAsync("/");

        Assert.Equal(302, answer.Status);
        Assert.Contains("/other/sign-in", answer.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_cookie_copied_to_another_tenant_opens_no_live_connection()
    {
        using var acme = await tenants.SignedInAsync("acme");
        using var other = await tenants.VisitAsync("other");
        Assert.Equal(200, (await acme.PostAsync("/live/negotiate?negotiateVersion=1", [])).Status);

        foreach (var (name, value) in acme.Cookies)
            other.Cookies[name] = value;
        var answer = await other.PostAsync("/live/negotiate?negotiateVersion=1", []);

        Assert.True(answer.Status is 302 or 401, $"answered with {answer.Status}");
    }

    [Fact]
    public async Task An_antiforgery_token_of_another_tenant_is_refused()
    {
        using var acme = await tenants.VisitAsync("acme");
        using var other = await tenants.VisitAsync("other");
        string token = await acme.TokenAsync("/sign-in");
        foreach (var (name, value) in acme.Cookies)
            other.Cookies[name] = value;

        var answer = await other.PostAsync("/sign-in", [("user", "operator"), ("__RequestVerificationToken", token)]);

        // The form comes anew, as for any token that is not of this visitor; one that fits gets the page at once.
        Assert.Equal(302, answer.Status);
        Assert.StartsWith("/other/sign-in?stale=", answer.Location, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/depots/{0}")]
    [InlineData("/depots/{0}?compartment=1")]
    [InlineData("/depots/{0}/codes")]
    [InlineData("/depots/{0}/codes/00000000-0000-0000-0000-000000000001/revoke")]
    [InlineData("/events?depot={0}")]
    public async Task Another_tenant_s_depot_does_not_exist(string path)
    {
        using var acme = await tenants.SignedInAsync("acme");
        string foreign = path.Replace("{0}", $"{await tenants.DepotOfAsync("other")}", StringComparison.Ordinal);

        Assert.Equal(404, (await acme.GetAsync(foreign)).Status);
    }

    [Fact]
    public async Task Nothing_can_be_done_to_another_tenant_s_depot()
    {
        using var acme = await tenants.SignedInAsync("acme");
        string foreign = $"/depots/{await tenants.DepotOfAsync("other")}";

        var opened = await acme.PostAsync(
            "/sign-out", $"{foreign}?handler=Open", ("compartment", "1"), ("reason", "mine"), ("when", "Now"));
        var issued = await acme.PostAsync(
            "/sign-out", $"{foreign}/codes?handler=Issue", ("compartment", "1"), ("uses", "1"));

        Assert.Equal(404, opened.Status);
        Assert.Equal(404, issued.Status);
    }

    [Fact]
    public async Task A_compartment_that_the_depot_does_not_have_is_not_found()
    {
        using var acme = await tenants.SignedInAsync("acme");
        string depot = $"/depots/{await tenants.DepotOfAsync("acme")}";

        var shown = await acme.GetAsync($"{depot}?compartment=3");
        var opened = await acme.PostAsync(
            "/sign-out", $"{depot}?handler=Open", ("compartment", "3"), ("reason", "none"), ("when", "Now"));

        Assert.Equal(404, shown.Status);
        Assert.Equal(404, opened.Status);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("Acme")]
    [InlineData("lib")]
    [InlineData("depots")]
    public async Task Outside_a_tenant_its_pages_do_not_exist(string tenant)
    {
        using var visitor = await tenants.VisitAsync(tenant);

        Assert.Equal(404, (await visitor.GetAsync("/")).Status);
        Assert.Equal(404, (await visitor.GetAsync("/sign-in")).Status);
    }
}
