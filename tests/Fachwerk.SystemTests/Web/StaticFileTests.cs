using Xunit;

namespace Fachwerk.SystemTests.Web;

/// <summary>What browsers are sent, and what they keep, at the demo as it is started.</summary>
[Trait("Promise", "L-09")]
public sealed class StaticFileTests(DemoBackend backend)
{
    private const int SmallBytes = 600;
    private const int FilesBytesMax = 200_000;
    private const int PanelBytesMax = 25_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_file_of_the_pages_travels_packed_and_is_kept_for_a_year()
    {
        using var stranger = await ClientAsync();
        using var person = await ClientAsync(await SignedInAsync());
        SiteCrawl before = new(stranger), behind = new(person);

        await before.FollowAsync(["/", await TenantAsync("/sign-in")], Ct);
        await behind.FollowAsync([await TenantAsync("/")], Ct);

        Assert.InRange(before.Files.Count, 10, 20);
        Assert.InRange(behind.Files.Count, 10, 20);
        Assert.Contains(behind.Files.Keys, address => address.EndsWith(".woff2", StringComparison.Ordinal));
        Assert.Contains(behind.Files.Keys, address => address.Contains("/live.", StringComparison.Ordinal));
        await AllAreInOrderAsync(before);
        await AllAreInOrderAsync(behind);
        Assert.InRange(behind.Files.Sum(file => file.Value.Wire.Length), 1, FilesBytesMax);
    }

    [Fact]
    [Trait("Promise", "S-07")]
    public async Task Every_page_travels_packed_and_is_kept_by_nobody()
    {
        using var stranger = await ClientAsync();
        using var person = await ClientAsync(await SignedInAsync());
        SiteCrawl before = new(stranger), behind = new(person);

        await before.FollowAsync(["/", await TenantAsync("/sign-in")], Ct);
        await behind.FollowAsync([await TenantAsync("/"), await TenantAsync("/sign-out")], Ct);

        Assert.InRange(before.Pages.Count, 2, 10);
        Assert.InRange(behind.Pages.Count, 6, 40);
        Assert.All(before.Pages.Concat(behind.Pages), page =>
        {
            Assert.True(page.Value.Status == 200, $"{page.Key}: {page.Value.Status}");
            Assert.True(page.Value.CacheControl.Contains("no-store", StringComparison.Ordinal), page.Key);
            Assert.True(page.Value.Encoding == "br", $"{page.Key}: {page.Value.Encoding}");
            Assert.Contains("</html>", page.Value.Text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task The_panels_are_sent_packed_and_their_files_once()
    {
        using var http = new HttpClient { BaseAddress = new Uri((await backend.SimulatorAsync()).Http) };
        var crawl = new SiteCrawl(http);
        var depot = (await backend.SimulatorAsync()).Ready.GetProperty("depots")[0].GetRawText();

        await crawl.FollowAsync(["/", $"/depots/{depot}"], Ct);

        Assert.InRange(crawl.Files.Count, 9, 20);
        await AllAreInOrderAsync(crawl);
        Assert.InRange(crawl.Files.Sum(file => file.Value.Wire.Length), 1, PanelBytesMax);
        foreach (var (address, page) in crawl.Pages)
        {
            var again = await crawl.AskAsync(address, "gzip", page.Tag, Ct);
            Assert.Equal(("no-cache", "gzip", 304, 0),
                (page.CacheControl, page.Encoding, again.Status, again.Wire.Length));
        }
    }

    private static async Task AllAreInOrderAsync(SiteCrawl crawl)
    {
        foreach (var (address, file) in crawl.Files)
        {
            var plain = await crawl.AskAsync(address, "identity", null, Ct);
            var zipped = await crawl.AskAsync(address, "gzip", null, Ct);
            var again = await crawl.AskAsync(address, "gzip, deflate, br, zstd", file.Tag, Ct);
            Assert.True(file.Status == 200, $"{address}: {file.Status}");
            Assert.True(IsKept(file) && IsKept(plain) && IsKept(zipped), $"{address}: {file.CacheControl}");
            Assert.True(plain.Encoding.Length == 0 && plain.Wire.SequenceEqual(file.Body), $"{address}: two bodies");
            Assert.True(zipped.Body.SequenceEqual(file.Body), $"{address}: two bodies");
            Assert.True(again is { Status: 304, Wire.Length: 0 }, $"{address} is sent twice");
            var isPacked = file.MediaType.StartsWith("font/", StringComparison.Ordinal)
                || file.Body.Length < SmallBytes
                || (IsShort(file) && IsShort(zipped));
            Assert.True(isPacked, $"{address}: {file.Wire.Length} of {file.Body.Length} bytes as '{file.Encoding}'");
        }
    }

    private static bool IsKept(Answered file) =>
        file.CacheControl.Contains("max-age=31536000", StringComparison.Ordinal)
        && file.CacheControl.Contains("immutable", StringComparison.Ordinal);

    private static bool IsShort(Answered file) => file.Encoding.Length > 0 && file.Wire.Length < file.Body.Length * 0.6
        && file.Vary.Contains("Accept-Encoding", StringComparison.Ordinal);

    private async Task<string> TenantAsync(string path) => $"/{await backend.WordAsync("tenant")}{path}";

    private async Task<string> SignedInAsync()
    {
        using var visitor = await backend.VisitAsync();
        await visitor.PostAsync("/sign-in", "/sign-in",
            ("user", await backend.WordAsync("user")), ("password", await backend.WordAsync("password")));
        return string.Join("; ", visitor.Cookies.Select(one => $"{one.Key}={one.Value}"));
    }

    private async Task<HttpClient> ClientAsync(string? cookies = null)
    {
        var http = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(await backend.WordAsync("http"))
        };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Cookie", cookies);
        return http;
    }
}
