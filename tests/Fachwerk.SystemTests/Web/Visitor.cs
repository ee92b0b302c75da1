using System.Net;
using System.Text.RegularExpressions;

namespace Fachwerk.SystemTests.Web;

/// <summary>
/// A browser as an attacker has it: cookies are a plain list that can be copied, redirects are not followed.
/// </summary>
public sealed partial class Visitor : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _tenant;

    public Visitor(Uri server, string tenant)
    {
        _http = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = server
        };
        _http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        _http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        _tenant = tenant;
    }

    /// <summary>Names and raw values; sent with every request whatever path they were set for.</summary>
    public Dictionary<string, string> Cookies { get; } = [];

    /// <summary>Sent with every request, as a browser, a proxy or an attacker would.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    public Task<Answer> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, $"/{_tenant}{path}"));

    /// <summary>Posts a form as it stands on <paramref name="formPath"/>, with its antiforgery token.</summary>
    public async Task<Answer> PostAsync(string formPath, string path, params (string Name, string Value)[] fields) =>
        await PostAsync(path, [.. fields, ("__RequestVerificationToken", await TokenAsync(formPath))]);

    /// <summary>Posts exactly these fields.</summary>
    public Task<Answer> PostAsync(string path, (string Name, string Value)[] fields) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, $"/{_tenant}{path}")
        {
            Content = new FormUrlEncodedContent(fields.ToDictionary(field => field.Name, field => field.Value))
        });

    /// <summary>The antiforgery token of a page's main form.</summary>
    public async Task<string> TokenAsync(string path)
    {
        var page = await GetAsync(path);
        return WebUtility.HtmlDecode(TokenPattern().Match(page.Body).Groups[1].Value);
    }

    public void Dispose() => _http.Dispose();

    private async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            if (Cookies.Count > 0)
                request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(one => $"{one.Key}={one.Value}")));
            foreach (var (name, value) in Headers)
                request.Headers.TryAddWithoutValidation(name, value);
            using var answer = await _http.SendAsync(request);
            if (answer.Headers.TryGetValues("Set-Cookie", out var set))
                foreach (string cookie in set)
                    Keep(cookie);
            return new Answer(
                (int)answer.StatusCode,
                answer.Headers.Location?.OriginalString ?? "",
                await answer.Content.ReadAsStringAsync(),
                answer.Headers.Concat(answer.Content.Headers)
                    .ToDictionary(header => header.Key, header => string.Join(", ", header.Value)));
        }
    }

    private void Keep(string cookie)
    {
        string pair = cookie.Split(';')[0];
        int equals = pair.IndexOf('=', StringComparison.Ordinal);
        Cookies[pair[..equals]] = pair[(equals + 1)..];
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex TokenPattern();
}

/// <summary>What came back.</summary>
public sealed record Answer(int Status, string Location, string Body, IReadOnlyDictionary<string, string> Headers);
