using System.Text.Json;
using Microsoft.Playwright;
using Xunit;

namespace Fachwerk.SystemTests.Web;

/// <summary>What a view costs a browser, counted by the browser itself; prints the figures.</summary>
[Trait("Promise", "L-09")]
public sealed class PageWeightTests(Browser browser, DemoBackend backend, ITestOutputHelper output)
{
    private const int FirstViewBytesMax = 200_000;
    private const int NextViewBytesMax = 20_000;

    [Theory]
    [InlineData("/sign-in", false)]
    [InlineData("/", true)]
    [InlineData("/depots/{0}", true)]
    [InlineData("/depots/{0}/codes", true)]
    [InlineData("/events", true)]
    public async Task A_first_view_costs_little_and_the_next_one_next_to_nothing(string path, bool isSignedIn)
    {
        await using var person = await OperatorPage.OpenAsync(browser, backend, PageLook.Usual);
        var depot = "";
        if (isSignedIn)
        {
            await person.SignInAsync(await backend.WordAsync("user"), await backend.WordAsync("password"));
            depot = await person.GoToFirstDepotAsync();
        }

        var address = $"{await backend.TenantAddressAsync()}{path.Replace("{0}", depot, StringComparison.Ordinal)}";
        var network = await person.Page.Context.NewCDPSessionAsync(person.Page);
        await network.SendAsync("Network.enable");
        await network.SendAsync("Network.clearBrowserCache");
        var first = await ViewAsync(person, network, address);
        var next = await ViewAsync(person, network, address);

        output.WriteLine($"{path}: first {first.Bytes:N0} bytes in {first.Requests} requests, " +
            $"next {next.Bytes:N0} in {next.Requests}");
        Assert.InRange(first.Bytes, 1, FirstViewBytesMax);
        Assert.InRange(next.Bytes, 1, NextViewBytesMax);
    }

    // Requests are those that left the browser; what its cache answers costs nothing.
    private static async Task<(long Bytes, int Requests)> ViewAsync(
        OperatorPage person, ICDPSession network, string address)
    {
        long bytes = 0;
        var requests = 0;
        void Count(object? sender, JsonElement? finished)
        {
            var length = finished!.Value.GetProperty("encodedDataLength").GetInt64();
            bytes += length;
            requests += length > 0 ? 1 : 0;
        }

        await person.Page.GotoAsync("about:blank");
        network.Event("Network.loadingFinished").OnEvent += Count;
        await person.Page.GotoAsync(address, new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
        network.Event("Network.loadingFinished").OnEvent -= Count;
        return (bytes, requests);
    }
}
