using System.Text.RegularExpressions;

namespace Fachwerk.SystemTests.Web;

/// <summary>
/// Follows what a site's pages lead to, from the pages given on: other pages by their links; scripts, styles, images
/// and fonts by whatever names them, in pages, scripts and styles.
/// </summary>
public sealed partial class SiteCrawl(HttpClient http)
{
    private const int AddressesMax = 500;
    private const int Found = 302;

    // One of a kind is enough: a page that differs in nothing but an id, or in what is asked of it.
    private readonly HashSet<string> _kinds = [];
    private readonly Dictionary<string, Answered> _pages = [];
    private readonly Dictionary<string, Answered> _files = [];

    /// <summary>The pages by their addresses, as they travel to a browser.</summary>
    public IReadOnlyDictionary<string, Answered> Pages => _pages;

    /// <summary>What the pages need, by addresses.</summary>
    public IReadOnlyDictionary<string, Answered> Files => _files;

    /// <summary>Asks for an address as browsers do.</summary>
    public async Task<Answered> AskAsync(string address, string encodings, string? tag, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", "text/html, */*");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", encodings);
        if (tag is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        using var answer = await http.SendAsync(request, ct);
        return await Answered.ReadAsync(answer, ct);
    }

    /// <summary>Follows everything.</summary>
    public async Task FollowAsync(IEnumerable<string> pages, CancellationToken ct)
    {
        var waiting = new Queue<(string Address, bool IsPage)>(pages.Select(page => (page, true)));
        while (waiting.TryDequeue(out var next))
        {
            if (!IsNew(next.Address, next.IsPage))
                continue;
            if (_pages.Count + _files.Count >= AddressesMax)
                throw new InvalidOperationException($"More than {AddressesMax} addresses, the last {next.Address}.");
            var answered = await AskAsync(next.Address, "gzip, deflate, br, zstd", null, ct);
            // A page that leads a stranger to the sign-in is none.
            if (next.IsPage && answered.Status == Found)
                continue;
            (next.IsPage ? _pages : _files)[next.Address] = answered;
            foreach (var named in next.IsPage ? NamedByPage(answered.Text) : NamedByFile(answered))
                waiting.Enqueue((Resolve(next.Address, named.Address), named.IsPage));
        }
    }

    private bool IsNew(string address, bool isPage) => isPage
        ? _kinds.Add(IdPattern().Replace(address, "*"))
        : !_files.ContainsKey(address);

    private static IEnumerable<(string Address, bool IsPage)> NamedByPage(string page)
    {
        foreach (Match tag in TagPattern().Matches(page))
        {
            var isLink = tag.Groups["name"].Value == "a";
            foreach (Match named in AddressPattern().Matches(tag.Value))
                if (named.Groups["attribute"].Value != "data-hub")
                    yield return (named.Groups["address"].Value, isLink);
        }
    }

    private static IEnumerable<(string Address, bool IsPage)> NamedByFile(Answered file)
    {
        var pattern = file.MediaType switch
        {
            "text/css" => UrlPattern(),
            "text/javascript" => ImportPattern(),
            _ => null
        };
        return pattern is null ? [] : pattern.Matches(file.Text)
            .Select(found => found.Groups["address"].Value)
            .Where(address => !address.StartsWith("data:", StringComparison.Ordinal))
            .Select(address => (address, false));
    }

    private Uri Root => http.BaseAddress!;

    private string Resolve(string from, string address) =>
        new Uri(new Uri(Root, from), address.Replace("&amp;", "&", StringComparison.Ordinal))
            .GetComponents(UriComponents.PathAndQuery, UriFormat.UriEscaped);

    [GeneratedRegex("<(?<name>a|link|script|img|use|source)\\b[^>]*>")]
    private static partial Regex TagPattern();

    [GeneratedRegex("(?<attribute>[a-z-]+)=\"(?<address>/[^\"#]*)")]
    private static partial Regex AddressPattern();

    [GeneratedRegex("url\\(\\s*[\"']?(?<address>[^\"')#]+)")]
    private static partial Regex UrlPattern();

    [GeneratedRegex("(?:from|import)\\s*\\(?\\s*[\"'](?<address>[./][^\"']*)[\"']")]
    private static partial Regex ImportPattern();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}|\\?.*|(?<=/)[0-9]+(?=/|$)")]
    private static partial Regex IdPattern();
}
