using System.Globalization;
using System.Text.RegularExpressions;
using Fachwerk.Backend.Identity;
using Xunit;

namespace Fachwerk.SystemTests.Web;

/// <summary>What people and attackers send to the pages that was not meant so.</summary>
[Trait("Promise", "S-06")]
public sealed partial class BadInputTests(TwoTenants tenants)
{
    [Fact]
    public async Task Markup_in_a_reason_is_shown_as_the_text_it_is()
    {
        using var person = await tenants.SignedInAsync("acme");
        string page = $"/depots/{await tenants.DepotOfAsync("acme")}?compartment=1";

        var posted = await person.PostAsync(
            page, $"{page}&handler=Open",
            ("compartment", "1"), ("reason", "<script>alert(1)</script>"), ("when", "Now"));
        var shown = await person.GetAsync(page);

        Assert.Equal(302, posted.Status);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", shown.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", shown.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "Please say why")]
    [InlineData(201, "may have 200 characters; this one has 201")]
    [InlineData(20_000, "may have 200 characters; this one has 20000")]
    public async Task A_reason_that_is_missing_or_too_long_gets_a_clear_message(int length, string message)
    {
        using var person = await tenants.SignedInAsync("acme");
        string page = $"/depots/{await tenants.DepotOfAsync("acme")}?compartment=1";

        var answer = await person.PostAsync(
            page, $"{page}&handler=Open",
            ("compartment", "1"), ("reason", new string('x', length)), ("when", "Now"));

        Assert.Equal(400, answer.Status);
        Assert.Contains(message, answer.Body, StringComparison.Ordinal);
        Assert.Contains("Nothing was opened", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("256", "", "", "whole number from 1 to 255")]
    [InlineData("-1", "", "", "whole number from 1 to 255")]
    [InlineData("many", "", "", "whole number from 1 to 255")]
    [InlineData("1", "soon", "", "could not be read")]
    [InlineData("1", "", "2020-01-01T00:00", "in the future")]
    [InlineData("1", "2031-01-02T00:00", "2031-01-01T00:00", "must be later than")]
    public async Task A_code_that_makes_no_sense_gets_a_clear_message(
        string uses, string from, string until, string message)
    {
        using var person = await tenants.SignedInAsync("acme");
        string page = $"/depots/{await tenants.DepotOfAsync("acme")}/codes";

        var answer = await person.PostAsync(
            page, $"{page}?handler=Issue",
            ("compartment", "1"), ("uses", uses), ("from", from), ("until", until));

        Assert.Equal(400, answer.Status);
        Assert.Contains(message, answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("data-code=", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Promise", "H-04")]
    public async Task A_code_is_shown_once_and_never_again()
    {
        using var person = await tenants.SignedInAsync("acme");
        string page = $"/depots/{await tenants.DepotOfAsync("acme")}/codes";

        var issued = await person.PostAsync(page, $"{page}?handler=Issue", ("compartment", "2"), ("uses", "1"));
        string digits = DigitsPattern().Match(issued.Body).Groups[1].Value;
        var later = await person.GetAsync(page);

        Assert.Matches("^[0-9]{8}$", digits);
        Assert.DoesNotContain(digits, later.Body, StringComparison.Ordinal);
        Assert.Contains("no-store", issued.Headers["Cache-Control"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("forged")]
    public async Task A_forged_antiforgery_token_is_refused_and_opens_nothing(string token)
    {
        using var person = await tenants.SignedInAsync("other");
        string page = $"/depots/{await tenants.DepotOfAsync("other")}?compartment=1";

        var answer = await person.PostAsync(
            $"{page}&handler=Open",
            [("compartment", "1"), ("reason", "forged"), ("when", "Now"), ("__RequestVerificationToken", token)]);
        var shown = await person.GetAsync(page);

        Assert.Equal(400, answer.Status);
        Assert.Contains("Nothing was changed", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("forged", shown.Body, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Promise", "S-01")]
    public async Task A_wrong_password_and_an_unknown_user_get_the_same_answer()
    {
        var wrong = await TryAsync("operator");
        var unknown = await TryAsync("nobody-");

        Assert.Equal(wrong.Status, unknown.Status);
        Assert.Equal(WithoutTokens(wrong.Body), WithoutTokens(unknown.Body.Replace("nobody-", "operator")));
    }

    [Theory]
    [Trait("Promise", "S-01")]
    [InlineData("en", "Too many tries. Try again in 5 minutes.", "not looked at", "tell your administrator")]
    [InlineData("de", "Zu viele Versuche. Versuchen Sie es in 5 Minuten noch", "nicht geprüft", "Administrator")]
    public async Task Too_many_tries_with_a_name_are_told_what_happened_what_is_safe_and_what_to_do(
        string language, string happened, string safe, string next)
    {
        using var visitor = await tenants.VisitAsync("other");
        visitor.Cookies["fachwerk.language"] = language;
        (string, string)[] fields = [("user", $"nobody-{language}"), ("password", "not the password")];
        for (var i = 0; i < SignInTries.TriesMax; i++)
            Assert.Equal(200, (await visitor.PostAsync("/sign-in", "/sign-in", fields)).Status);

        var answer = await visitor.PostAsync("/sign-in", "/sign-in", fields);

        Assert.Equal(429, answer.Status);
        Assert.InRange(int.Parse(answer.Headers["Retry-After"], CultureInfo.InvariantCulture), 1, 300);
        Assert.Contains(next, answer.Body, StringComparison.Ordinal);
        Assert.Contains(happened, answer.Body, StringComparison.Ordinal);
        Assert.Contains(safe, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Promise", "S-01")]
    public async Task A_sign_in_lets_the_browser_remember_the_account_and_a_refusal_does_not()
    {
        using var visitor = await tenants.VisitAsync("acme");

        var refused = await visitor.PostAsync("/sign-in", "/sign-in", ("user", "nobody-new"), ("password", "wrong"));
        var right = await visitor.PostAsync(
            "/sign-in", "/sign-in", ("user", SeededTenant.UserName), ("password", "a long password of acme"));

        Assert.DoesNotContain("fachwerk.device", refused.Headers.GetValueOrDefault("Set-Cookie", ""),
            StringComparison.Ordinal);
        Assert.Matches("fachwerk\\.device=[^;]+; max-age=31536000; path=/acme; samesite=strict; httponly",
            right.Headers["Set-Cookie"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/sign-in?returnUrl=https://elsewhere.example/")]
    [InlineData("/sign-in?returnUrl=//elsewhere.example/")]
    public async Task Signing_in_never_leads_to_another_site(string form)
    {
        using var visitor = await tenants.VisitAsync("acme");
        string path = form.Length == 0 ? "/sign-in" : form;

        var answer = await visitor.PostAsync(
            path, path, ("user", SeededTenant.UserName), ("password", "a long password of acme"));

        Assert.Equal(302, answer.Status);
        Assert.StartsWith("/acme/", answer.Location, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/")]
    [InlineData("/events")]
    [InlineData("/nothing-here")]
    public async Task Pages_carry_no_inline_script_or_style_and_say_so(string path)
    {
        using var person = await tenants.SignedInAsync("acme");

        var answer = await person.GetAsync(path);

        Assert.DoesNotMatch("<script(?![^>]*\\ssrc=)", answer.Body);
        Assert.DoesNotMatch("<style|\\sstyle=|\\son[a-z]+=", answer.Body);
        Assert.DoesNotContain("unsafe", answer.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        Assert.False(answer.Headers.ContainsKey("Server"));
    }

    private async Task<Answer> TryAsync(string user)
    {
        using var visitor = await tenants.VisitAsync("other");
        return await visitor.PostAsync("/sign-in", "/sign-in", ("user", user), ("password", "not the password"));
    }

    private static string WithoutTokens(string body) => TokenPattern().Replace(body, "");

    [GeneratedRegex("value=\"CfDJ8[^\"]+\"")]
    private static partial Regex TokenPattern();

    [GeneratedRegex("data-code=\"([0-9]+)\"")]
    private static partial Regex DigitsPattern();
}
