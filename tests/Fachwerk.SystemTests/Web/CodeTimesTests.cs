using System.Net;
using System.Text.RegularExpressions;
using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Database;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Fachwerk.SystemTests.Web;

/// <summary>Times that are typed for a code are those of the clock at the site, and are shown so again.</summary>
[Trait("Promise", "H-01")]
[Trait("Promise", "H-04")]
public sealed partial class CodeTimesTests(TwoTenants tenants)
{
    private const string Tenant = "acme";

    // Nobody else issues codes for it.
    private const int Compartment = 1;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Europe/Berlin: clocks go forward at 01:00 UTC on 30 March 2031 and back at 01:00 UTC on 26 October 2031.
    [Theory]
    [InlineData("2031-07-04T12:00", "2031-07-04T14:30", "2031-07-04T10:00Z", "2031-07-04T12:30Z")]
    [InlineData("2031-01-04T12:00", "2031-01-04T14:30", "2031-01-04T11:00Z", "2031-01-04T13:30Z")]
    [InlineData("2031-03-30T01:30", "2031-03-30T03:30", "2031-03-30T00:30Z", "2031-03-30T01:30Z")]
    [InlineData("2031-10-26T02:30", "2031-10-26T03:30", "2031-10-26T00:30Z", "2031-10-26T02:30Z")]
    [InlineData("2031-12-31T23:30", "2032-01-01T00:30", "2031-12-31T22:30Z", "2031-12-31T23:30Z")]
    public async Task What_is_typed_is_the_clock_at_the_site(string from, string until, string fromUtc, string untilUtc)
    {
        using var person = await tenants.SignedInAsync(Tenant);
        string page = $"/depots/{await tenants.DepotOfAsync(Tenant)}/codes";

        var issued = await person.PostAsync(page, $"{page}?handler=Issue",
            ("compartment", $"{Compartment}"), ("uses", "1"), ("from", from), ("until", until));
        var code = await NewestAsync();
        var english = Text(issued.Body);
        person.Cookies["fachwerk.language"] = "de";
        var german = Text((await person.GetAsync(page)).Body);

        Assert.Equal(200, issued.Status);
        Assert.Equal((DateTimeOffset.Parse(fromUtc, null), DateTimeOffset.Parse(untilUtc, null)),
            (code.ValidFrom, code.ValidUntil));
        Assert.All([from, until], typed =>
        {
            var wall = DateTime.Parse(typed, null);
            Assert.Contains($"{wall:d MMM yyyy, HH:mm}", english, StringComparison.Ordinal);
            Assert.Contains($"{wall:dd.MM.yyyy, HH:mm}", german, StringComparison.Ordinal);
        });
    }

    private async Task<CodeView> NewestAsync()
    {
        var services = await tenants.ServicesAsync();
        var all = await services.GetRequiredService<TenantCatalogue>().ListAsync(Ct);
        await using var scope = services.GetRequiredService<TenantScopes>().Open(all.Single(one => one.Slug == Tenant));
        var depot = new DepotId(await tenants.DepotOfAsync(Tenant));
        var list = await scope.ServiceProvider.GetRequiredService<ListCodes>().HandleAsync(depot, Ct);
        Assert.True(list.TryGet(out var codes, out _));
        return codes.Codes.First(code => code.Compartment == Compartment);
    }

    private static string Text(string body) => SpacePattern().Replace(WebUtility.HtmlDecode(body), " ");

    [GeneratedRegex("\\s+")]
    private static partial Regex SpacePattern();
}
