using Fachwerk.Backend.Database;
using Fachwerk.Backend.Outbox;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Backend.Outbox;

[Trait("Promise", "G-04")]
public sealed class InboxTallyTests
{
    private const int Acme = 1;
    private const int Other = 2;
    private const long Second = 1_800_000_000;

    private readonly InboxTally _tally = new();

    [Fact]
    public void Nothing_is_missing_of_whom_all_was_applied()
    {
        Apply(Acme, Second, Second, Second + 1);

        Assert.Empty(Missing(new(Acme, Second, 2), new(Acme, Second + 1, 1)));
    }

    [Fact]
    public void Names_the_tenant_of_whom_one_row_is_missing()
    {
        Apply(Acme, Second, Second);
        Apply(Other, Second);

        Assert.Equal([Acme], Missing(new(Acme, Second, 3), new(Other, Second, 1)));
    }

    [Fact]
    public void A_row_too_many_in_one_second_does_not_hide_one_missing_in_another()
    {
        Apply(Acme, Second, Second);

        Assert.Equal([Acme], Missing(new(Acme, Second, 1), new(Acme, Second + 1, 1)));
    }

    [Fact]
    public void What_another_node_applied_is_looked_for_once()
    {
        Assert.Equal([Acme], Missing(new InboxCount(Acme, Second, 3)));
        _tally.Settle(_tally.SeenOf(Acme));

        Assert.Empty(Missing(new InboxCount(Acme, Second, 3)));
        Assert.Equal([Acme], Missing(new InboxCount(Acme, Second, 4)));
    }

    [Fact]
    public void Settling_does_not_count_twice_what_was_applied_here()
    {
        Apply(Acme, Second, Second);
        Missing(new InboxCount(Acme, Second, 3));
        _tally.Settle(_tally.SeenOf(Acme));

        Assert.Equal([Acme], Missing(new InboxCount(Acme, Second, 4)));
    }

    [Fact]
    public void What_the_sweep_has_not_seen_yet_is_not_settled()
    {
        var seen = _tally.SeenOf(Acme);
        Missing(new InboxCount(Acme, Second, 1));
        _tally.Settle(seen);

        Assert.Equal([Acme], Missing(new InboxCount(Acme, Second, 1)));
    }

    [Fact]
    public void Forgets_what_is_older_than_it_remembers()
    {
        Apply(Acme, Second);
        Missing(new InboxCount(Acme, Second + InboxTally.SecondsMax, 1));

        Assert.Equal([Acme], Missing(new InboxCount(Acme, Second, 1)));
    }

    private IReadOnlyList<int> Missing(params InboxCount[] counts) => _tally.MissingOf(counts);

    private void Apply(int tenant, params long[] seconds) => _tally.Add(tenant, seconds.Select(RowOf));

    private static DepotEvent RowOf(long second) => new(
        new DepotId(Guid.Empty), 1, 1, DepotEventSource.Journal, 1, (int)EventKind.DoorOpened, 1, null, [],
        DateTimeOffset.FromUnixTimeMilliseconds(second * 1000 + 999));
}
