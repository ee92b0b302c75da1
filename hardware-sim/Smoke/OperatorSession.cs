using System.Net;
using System.Text.RegularExpressions;

namespace Fachwerk.Simulator.Smoke;

/// <summary>
/// Someone at the pages of the backend, without a browser: fills in the forms as they stand on the pages.
/// </summary>
internal sealed partial class OperatorSession : IDisposable
{
    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = true };
    private readonly HttpClient _http;
    private readonly string _tenantAddress;

    /// <param name="tenantAddress">Address of the tenant's pages, without a slash at its end.</param>
    public OperatorSession(string tenantAddress)
    {
        _tenantAddress = tenantAddress;
        _http = new HttpClient(_handler) { Timeout = TimeSpan.FromSeconds(15) };
    }

    /// <summary>Signs in; fails when the pages do not let the user in.</summary>
    public async Task SignInAsync(string user, string password, CancellationToken cancellation)
    {
        string page = await PostAsync(
            "/sign-in", "/sign-in", new() { ["user"] = user, ["password"] = password }, cancellation);
        if (page.Contains("name=\"password\"", StringComparison.Ordinal))
            throw new SmokeFailure("the sign-in page refused the user that was printed at the start");
    }

    /// <summary>A live connection with this session's cookies.</summary>
    public async Task<LiveConnection> ConnectLiveAsync(CancellationToken cancellation)
    {
        LiveConnection live = new();
        await live.ConnectAsync(new Uri(_tenantAddress + "/live"), _handler.CookieContainer, cancellation);
        return live;
    }

    /// <summary>Issues a code without limits and returns its digits.</summary>
    public async Task<string> IssueCodeAsync(string depot, int compartment, CancellationToken cancellation)
    {
        string path = $"/depots/{depot}/codes";
        string page = await PostAsync(
            path, path + "?handler=Issue", new() { ["compartment"] = $"{compartment}", ["uses"] = "0" }, cancellation);
        Match code = CodePattern().Match(page);
        return code.Success ? code.Groups[1].Value : throw new SmokeFailure("the codes page shows no new code");
    }

    /// <summary>Whether the page shows no code of the depot as still on its way.</summary>
    public async Task<bool> HasDeliveredAllCodesAsync(string depot, CancellationToken cancellation)
    {
        string page = await _http.GetStringAsync($"{_tenantAddress}/depots/{depot}/codes", cancellation);
        return StatePattern().Matches(page).All(state => state.Groups[1].Value != "Pending");
    }

    /// <summary>Asks for a door to be opened now.</summary>
    public Task OpenAsync(string depot, int compartment, string reason, CancellationToken cancellation)
    {
        string path = $"/depots/{depot}?compartment={compartment}";
        return PostAsync(
            path, path + "&handler=Open",
            new() { ["compartment"] = $"{compartment}", ["reason"] = reason, ["when"] = "Now" }, cancellation);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
    }

    /// <summary>Reads the antiforgery token of the form's page, posts, and returns the page that follows.</summary>
    private async Task<string> PostAsync(
        string formPath, string actionPath, Dictionary<string, string> fields, CancellationToken cancellation)
    {
        string form = await _http.GetStringAsync(_tenantAddress + formPath, cancellation);
        Match token = TokenPattern().Match(form);
        if (!token.Success) throw new SmokeFailure($"{formPath} has no form");
        fields["__RequestVerificationToken"] = WebUtility.HtmlDecode(token.Groups[1].Value);
        using FormUrlEncodedContent content = new(fields);
        using HttpResponseMessage answer = await _http.PostAsync(_tenantAddress + actionPath, content, cancellation);
        string page = await answer.Content.ReadAsStringAsync(cancellation);
        return answer.IsSuccessStatusCode
            ? page
            : throw new SmokeFailure($"{actionPath} was answered with {(int)answer.StatusCode}");
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex TokenPattern();

    [GeneratedRegex("data-code=\"([0-9]+)\"")]
    private static partial Regex CodePattern();

    [GeneratedRegex("data-code-state=\"([A-Za-z]+)\"")]
    private static partial Regex StatePattern();
}
