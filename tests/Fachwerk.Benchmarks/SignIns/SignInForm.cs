using System.Net;
using System.Text.RegularExpressions;

namespace Fachwerk.Benchmarks.SignIns;

/// <summary>
/// The sign-in page of a tenant in a browser that keeps its cookies, but for the session: it signs in again and again.
/// </summary>
internal sealed partial class SignInForm(HttpClient http, Uri page)
{
    private const string Session = "fachwerk";

    private readonly Dictionary<string, string> _cookies = [];
    private string _token = "";

    /// <summary>Loads the form.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, page), ct);
        var text = await answer.Content.ReadAsStringAsync(ct);
        _token = WebUtility.HtmlDecode(TokenPattern().Match(text).Groups[1].Value);
    }

    /// <summary>Sends it.</summary>
    /// <param name="keepsCookies">False leaves the browser as it is, so that many may send at once.</param>
    /// <returns>302 signed in, 200 refused, 429 not looked at.</returns>
    public async Task<HttpStatusCode> PostAsync(
        string user, string password, bool keepsCookies, bool closes, CancellationToken ct)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, page)
        {
            Content = new FormUrlEncodedContent(
            [
                new("user", user), new("password", password), new("__RequestVerificationToken", _token)
            ])
        };
        request.Headers.ConnectionClose = closes;
        using var answer = await SendAsync(request, ct, keepsCookies);
        return answer.StatusCode;
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken ct, bool keepsCookies = true)
    {
        if (_cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(one => $"{one.Key}={one.Value}")));
        var answer = await http.SendAsync(request, ct);
        if (keepsCookies && answer.Headers.TryGetValues("Set-Cookie", out var set))
        {
            foreach (var pair in set.Select(cookie => cookie.Split(';')[0].Split('=', 2)))
            {
                if (pair[0] != Session)
                    _cookies[pair[0]] = pair[1];
            }
        }

        return answer;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex TokenPattern();
}
