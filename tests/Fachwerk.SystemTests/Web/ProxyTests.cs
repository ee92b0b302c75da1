using System.Net;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Hosting;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Gateway;
using Fachwerk.SystemTests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Fachwerk.SystemTests.Web;

/// <summary>A node behind a proxy that ends TLS, and one that is only told that there is one.</summary>
[Trait("Promise", "S-06")]
public sealed class ProxyTests(PostgresFixture postgres)
{
    private const string Host = "pages.example";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_a_named_proxy_is_believed_what_it_forwards(bool isNamed)
    {
        using var folder = new TemporaryFolder();
        using var noted = new NotedWarnings();
        await using var host = await StartAsync(folder, isNamed);
        host.Services.GetRequiredService<ILoggerFactory>().AddProvider(noted);
        await SeededTenant.AddAsync(host.Services, "acme");
        using var visitor = new Visitor(host.Http, "acme");
        visitor.Headers["Host"] = Host;
        visitor.Headers["X-Forwarded-Proto"] = "https";
        visitor.Headers["X-Forwarded-For"] = "192.0.2.66, 192.0.2.1";

        var form = await visitor.GetAsync("/sign-in");
        visitor.Headers["Origin"] = $"https://{Host}";
        var posted = await SeededTenant.SignInAsync(visitor, "acme");
        visitor.Headers["Origin"] = $"http://{Host}";
        var plain = await SeededTenant.SignInAsync(visitor, "acme");

        Assert.Equal(isNamed, form.Headers.ContainsKey("Strict-Transport-Security"));
        Assert.Equal(isNamed, form.Headers["Set-Cookie"].Contains("secure", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(isNamed ? (302, 403) : (403, 302), (posted.Status, plain.Status));
        var signedIn = isNamed ? posted : plain;
        Assert.All(signedIn.Headers["Set-Cookie"].Split(", fachwerk"), cookie =>
            Assert.Equal(isNamed, cookie.Contains("secure", StringComparison.OrdinalIgnoreCase)));
        Assert.Equal(
            !isNamed, noted.Lines.Any(line => line.StartsWith("X-Forwarded headers", StringComparison.Ordinal)));
        // The last hop is the named proxy's word; what stands before it anybody may have written.
        Assert.Equal(isNamed ? "192.0.2.1" : "127.0.0.1", await AddressAsync(host));
    }

    // BREACH: whoever can make a browser ask over TLS must not learn from the length what is in the answer.
    [Theory]
    [InlineData("https", "same-origin", true)]
    [InlineData("https", "none", true)]
    [InlineData("https", "cross-site", false)]
    [InlineData("https", "same-site", false)]
    [InlineData("https", "", false)]
    [InlineData("http", "cross-site", true)]
    public async Task A_page_over_TLS_is_packed_for_its_own_site_alone(string scheme, string from, bool isPacked)
    {
        using var folder = new TemporaryFolder();
        await using var host = await StartAsync(folder, isNamed: true);
        using var visitor = new Visitor(host.Http, "-");
        visitor.Headers["Host"] = Host;
        visitor.Headers["X-Forwarded-Proto"] = scheme;
        visitor.Headers["X-Forwarded-For"] = "192.0.2.1";
        visitor.Headers["Sec-Fetch-Site"] = from;
        visitor.Headers["Accept-Encoding"] = "br";

        var page = await visitor.GetAsync("/welcome");

        Assert.Equal(200, page.Status);
        Assert.Equal(isPacked, page.Headers.ContainsKey("Content-Encoding"));
    }

    [Fact]
    public async Task Names_that_were_not_named_are_refused()
    {
        using var folder = new TemporaryFolder();
        await using var host = await StartAsync(folder, isNamed: true);
        using var visitor = new Visitor(host.Http, "-");
        visitor.Headers["Host"] = "elsewhere.example";

        Assert.Equal(400, (await visitor.GetAsync("/welcome")).Status);
        visitor.Headers["Host"] = Host;
        Assert.Equal(200, (await visitor.GetAsync("/welcome")).Status);
    }

    private Task<BackendHost> StartAsync(TemporaryFolder folder, bool isNamed)
    {
        var connection = postgres.NewServer().ConnectionStringOf("postgres").ConnectionString;
        return BackendHost.StartAsync(
            new BackendOptions(folder.FullPath, new Uri("http://127.0.0.1:0"), 0, connection)
            {
                DatabasePrefix = $"x{Guid.NewGuid():N}"[..12] + "_",
                Hosts = [Host],
                Proxies = isNamed ? [IPNetwork.Parse("127.0.0.0/8")] : []
            },
            postgres.Time, Ct);
    }

    private static async Task<object?> AddressAsync(BackendHost host)
    {
        var server = host.Services.GetRequiredService<DatabaseServer>();
        await using var command = server.For(server.NameOf("acme")).CreateCommand("select address from sessions");
        return await command.ExecuteScalarAsync(Ct);
    }
}
