using Fachwerk.Backend.Gateway;
using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Gateway;

/// <summary>Both nodes commit telegrams of the same controllers at the same time.</summary>
[Trait("Promise", "G-01")]
[Trait("Promise", "G-03")]
public sealed class OverlappingBatchesTests(PostgresFixture postgres)
{
    private const string Committed = """
        select string_agg(number || ': ' || epoch || '.' || partial_iv, ' ' order by number) from controllers
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Accept_each_telegram_once_and_never_wait_in_a_circle()
    {
        await using var nodes = await TwoNodes.StartAsync(postgres, Ct);
        using var swarm = await Swarm.EnrolAsync(nodes, 200, Ct);

        for (var round = 0; round < 20; round++)
            await swarm.RoundAsync(Ct);
        await swarm.SettleAsync(Ct);

        Assert.Empty(swarm.AnsweredTwice);
        Assert.Equal(nodes.First.Counters.Accepted + nodes.Second.Counters.Accepted, swarm.AnswersHeard);
        Assert.All([nodes.First, nodes.Second], node =>
        {
            // A deadlock is tried again and shows in no counter.
            Assert.Empty(node.Warnings);
            Assert.NotEqual(0, node.Counters.Accepted);
            Assert.Equal(0, node.Counters.Of(DropReason.CommitFailed));
            Assert.Equal(0, node.Counters.Of(DropReason.TooLate));
        });
        Assert.Equal(
            string.Join(' ', swarm.Members.Select(member =>
                $"{member.Depot.Controller}: {member.Highest.Epoch}.{member.Highest.Number}")),
            await nodes.Fleet.ScalarAsync<string>(Committed, Ct));
        Assert.Empty(swarm.Ledger.Reused);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"accepted {nodes.First.Counters.Accepted} and {nodes.Second.Counters.Accepted}");
    }

    [Fact]
    [Trait("Promise", "G-04")]
    public async Task Never_protect_two_messages_under_one_nonce()
    {
        await using var nodes = await TwoNodes.StartAsync(postgres, Ct);
        using var swarm = await Swarm.EnrolAsync(nodes, 40, Ct);

        for (var epoch = 0; epoch < 3; epoch++)
        {
            swarm.StepTo(epoch);
            await swarm.RoundAsync(Ct);
            await swarm.QueueOrdersAsync(Ct);
            await swarm.CloseOrdersAsync(Ct);
        }

        Assert.Empty(swarm.Ledger.Reused);
        Assert.All(swarm.Members, member => Assert.True(member.Orders.Count > member.Orders.Distinct().Count()));
        Assert.InRange(swarm.Ledger.Count, swarm.AnswersHeard * 2 + swarm.Members.Sum(one => one.Orders.Count),
            int.MaxValue);
        TestContext.Current.TestOutputHelper?.WriteLine($"{swarm.Ledger.Count} nonces");
    }
}
