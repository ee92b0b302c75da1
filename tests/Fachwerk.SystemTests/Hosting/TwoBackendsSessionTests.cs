using System.Net.WebSockets;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Hosting;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Web;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Fachwerk.SystemTests.Hosting;

/// <summary>What is over is over on every node: pages, doors, live connections.</summary>
[Trait("Promise", "S-07")]
[Collection(nameof(Alone))]
public sealed class TwoBackendsSessionTests(PostgresFixture postgres)
{
    private const string Negotiate = "/live/negotiate?negotiateVersion=1";
    private static readonly TimeSpan EndedMax = TimeSpan.FromSeconds(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cookie_that_signed_out_opens_nothing_and_watches_nothing_on_either_node(bool signals)
    {
        await using var backends = await TwoBackends.StartAsync(postgres, Ct);
        if (!signals)
            await backends.Second.Services.GetRequiredService<FleetSignals>().StopAsync(Ct);
        using var person = await backends.SignedInAsync();
        using var first = TwoBackends.CopyOf(person, backends.First);
        using var second = TwoBackends.CopyOf(person, backends.Second);
        using var screen = await backends.WatchAsync(backends.First, first, Ct);
        using var otherScreen = await backends.WatchAsync(backends.Second, second, Ct);
        string token = await second.TokenAsync(backends.DepotPage + "?compartment=1");

        await person.PostAsync("/", "/sign-out");
        var ended = postgres.Time.GetTimestamp();
        await Task.WhenAll(screen.ClosedAsync(Ct), otherScreen.ClosedAsync(Ct));
        var took = postgres.Time.GetElapsedTime(ended);

        Assert.InRange(took, TimeSpan.Zero, EndedMax);
        await Task.Delay(took < EndedMax ? EndedMax - took : TimeSpan.Zero, postgres.Time, Ct);
        await OpensNothingAsync(backends, first, backends.First, token);
        await OpensNothingAsync(backends, second, backends.Second, token);
    }

    [Theory]
    [InlineData("delete from users")]
    [InlineData("update users set security_stamp = 'another'")]
    [InlineData("update users set lockout_end = 'infinity'")]
    public async Task A_session_ends_with_what_it_stands_on_although_nobody_signals_it(string change)
    {
        await using var backends = await TwoBackends.StartAsync(postgres, Ct);
        using var person = await backends.SignedInAsync();
        using var second = TwoBackends.CopyOf(person, backends.Second);
        using var screen = await backends.WatchAsync(backends.Second, second, Ct);
        string token = await second.TokenAsync(backends.DepotPage + "?compartment=1");

        await using var command = backends.Tenant.CreateCommand(change);
        await command.ExecuteNonQueryAsync(Ct);
        var ended = postgres.Time.GetTimestamp();
        await screen.ClosedAsync(Ct);
        var took = postgres.Time.GetElapsedTime(ended);

        Assert.InRange(took, TimeSpan.Zero, EndedMax);
        await Task.Delay(took < EndedMax ? EndedMax - took : TimeSpan.Zero, postgres.Time, Ct);
        await OpensNothingAsync(backends, second, backends.Second, token);
    }

    [Fact]
    public async Task A_tenant_that_is_gone_keeps_no_screen()
    {
        await using var backends = await TwoBackends.StartAsync(postgres, Ct);
        using var person = await backends.SignedInAsync();
        using var screen = await backends.WatchAsync(backends.First, person, Ct);

        var server = backends.First.Services.GetRequiredService<DatabaseServer>();
        await server.DropAsync(server.NameOf(TwoBackends.Slug), Ct);
        var ended = postgres.Time.GetTimestamp();
        await screen.ClosedAsync(Ct);

        Assert.InRange(postgres.Time.GetElapsedTime(ended), TimeSpan.Zero, EndedMax);
    }

    [Fact]
    public async Task Wrong_passwords_of_a_stranger_throw_nobody_out()
    {
        await using var backends = await TwoBackends.StartAsync(postgres, Ct);
        using var person = await backends.SignedInAsync();
        using var screen = await backends.WatchAsync(backends.First, person, Ct);

        await using var command = backends.Tenant.CreateCommand(
            "update users set lockout_end = now() + interval '5 minutes'");
        await command.ExecuteNonQueryAsync(Ct);
        await Task.Delay(EndedMax * 2, postgres.Time, Ct);

        Assert.Equal(200, (await person.GetAsync("/")).Status);
        Assert.NotEqual(default, await screen.WatchDepotAsync(backends.DepotId, Ct));
    }

    private static async Task OpensNothingAsync(TwoBackends backends, Visitor old, BackendHost node, string token)
    {
        var page = await old.GetAsync(backends.DepotPage);
        var opened = await old.PostAsync(backends.DepotPage + "?compartment=1&handler=Open",
        [
            ("compartment", "1"), ("reason", "old cookie"), ("when", "Now"), ("__RequestVerificationToken", token)
        ]);
        var negotiated = await old.PostAsync(Negotiate, []);

        Assert.Equal(302, page.Status);
        Assert.StartsWith("/acme/sign-in", page.Location, StringComparison.Ordinal);
        Assert.Equal(302, opened.Status);
        Assert.StartsWith("/acme/sign-in", opened.Location, StringComparison.Ordinal);
        Assert.Equal((401, 401), (negotiated.Status, (await old.GetAsync("/live?id=any")).Status));
        await Assert.ThrowsAsync<WebSocketException>(() => backends.WatchAsync(node, old, Ct));
        await using var openings = backends.Tenant.CreateCommand("select count(*) from remote_openings");
        Assert.Equal(0L, await openings.ExecuteScalarAsync(Ct));
    }
}
