using Fachwerk.Backend.Database;
using Fachwerk.Backend.Live;
using Xunit;

namespace Fachwerk.Tests.Backend.Live;

public sealed class LiveAudienceTests
{
    private static readonly Tenant Acme = new(7, "acme", "Acme", "fachwerk_acme");
    private static readonly DepotId Depot = new(Guid.Parse("0193f0c8-0000-7000-8000-000000000001"));
    private readonly LiveAudience _audience = new();

    [Fact]
    public void Follows_a_tenant_from_its_first_snapshot_on()
    {
        _audience.Add("a", Acme, Topic("de"));

        _audience.Begin(7, 41);
        _audience.Begin(7, 99);

        Assert.Equal(41, _audience.Position(7));
    }

    [Fact]
    public void Follows_nobody_s_log()
    {
        _audience.Begin(7, 41);

        Assert.Null(_audience.Position(7));
        Assert.Empty(_audience.Tenants.All);
    }

    [Fact]
    public void Forgets_a_tenant_when_its_last_watcher_has_gone()
    {
        _audience.Add("a", Acme, Topic("de"));
        _audience.Add("b", Acme, Topic("en"));
        _audience.Begin(7, 41);

        _audience.Remove("a");
        Assert.Equal(41, _audience.Position(7));
        _audience.Remove("b");

        Assert.Null(_audience.Position(7));
        Assert.Empty(_audience.TopicsOf(7));
    }

    [Fact]
    [Trait("Promise", "L-03")]
    public void Names_with_each_change_the_one_before_it_so_that_a_gap_shows()
    {
        _audience.Add("a", Acme, Topic("de"));

        Assert.Equal(0, _audience.Send(Topic("de"), 42));
        Assert.Equal(42, _audience.Send(Topic("de"), 45));
    }

    [Fact]
    public void Begins_anew_for_a_topic_that_nobody_watched_for_a_while()
    {
        _audience.Add("a", Acme, Topic("de"));
        _audience.Send(Topic("de"), 42);
        _audience.Remove("a");
        _audience.Add("b", Acme, Topic("de"));

        Assert.Equal(0, _audience.Send(Topic("de"), 60));
    }

    [Fact]
    public void Refuses_a_connection_that_watches_too_much()
    {
        for (int place = 0; place < LiveAudience.TopicsMax; place++)
            Assert.True(_audience.Add("a", Acme, new LiveTopic(7, new DepotId(Guid.NewGuid()), "de")));

        Assert.False(_audience.Add("a", Acme, Topic("de")));
    }

    [Fact]
    [Trait("Promise", "S-03")]
    public void Keeps_the_same_depot_id_of_two_tenants_apart() =>
        Assert.NotEqual(new LiveTopic(7, Depot, "de").Group, new LiveTopic(8, Depot, "de").Group);

    private static LiveTopic Topic(string language) => new(7, Depot, language);
}
