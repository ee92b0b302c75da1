using Fachwerk.Backend.Database;
using Fachwerk.Backend.Live;
using Xunit;

namespace Fachwerk.Tests.Backend.Live;

[Trait("Promise", "S-07")]
public sealed class LiveSessionsTests
{
    private static readonly Tenant Acme = new(1, "acme", "Acme", "acme");
    private static readonly Tenant Other = new(2, "other", "Other", "other");

    private readonly LiveSessions _sessions = new();
    private readonly List<string> _ended = [];

    [Fact]
    public void All_connections_of_an_ended_session_end_and_no_others()
    {
        Add(Acme, "a", "1");
        Add(Acme, "a", "2");
        Add(Acme, "b", "3");
        Add(Other, "a", "4");

        _sessions.End(Acme.Number, ["a", "unknown"]);

        Assert.Equal(["1", "2"], _ended.Order());
    }

    [Fact]
    public void What_has_said_goodbye_is_forgotten()
    {
        Add(Acme, "a", "1");
        Add(Acme, "b", "2");
        Add(Other, "a", "3");

        _sessions.Remove(Acme, "a", "1");
        _sessions.Remove(Other, "a", "3");
        _sessions.Remove(Other, "a", "3");

        Assert.Equal(["b"], _sessions.Of(Acme.Number));
        Assert.Equal([Acme], _sessions.Tenants.All);
        Assert.Null(_sessions.Tenants.Find(Other.Number));
    }

    [Fact]
    public void A_session_has_no_more_connections_than_it_may()
    {
        for (var connection = 0; connection < LiveSessions.ConnectionsMax; connection++)
            Assert.True(Add(Acme, "a", $"{connection}"));

        Assert.False(Add(Acme, "a", "one more"));
        Assert.True(Add(Acme, "b", "another's"));
    }

    private bool Add(Tenant tenant, string session, string connection) =>
        _sessions.Add(tenant, session, connection, () => _ended.Add(connection));
}
