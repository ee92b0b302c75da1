using Fachwerk.Backend.Gateway;
using Fachwerk.Witness;

namespace Fachwerk.SystemTests.Gateway;

/// <summary>Many controllers, each of which sends every telegram to both nodes.</summary>
internal sealed class Swarm : IDisposable
{
    private const int TelegramsARound = 2;
    private readonly TwoNodes _nodes;

    private Swarm(TwoNodes nodes) => _nodes = nodes;

    public List<SwarmMember> Members { get; } = [];

    /// <summary>What all of them sent and received.</summary>
    public NonceLedger Ledger { get; } = new();

    public int AnswersHeard => Members.Sum(member => member.Answered.Count);

    /// <summary>Telegrams that were answered more than once.</summary>
    public IEnumerable<string> AnsweredTwice => Members.SelectMany(member => member.Answered
        .GroupBy(number => number).Where(same => same.Count() > 1)
        .Select(same => $"{member.Depot.Controller}: {same.Key}"));

    public static async Task<Swarm> EnrolAsync(TwoNodes nodes, int count, CancellationToken ct)
    {
        var swarm = new Swarm(nodes);
        for (var i = 0; i < count; i++)
        {
            var depot = await nodes.EnrolAsync(ct);
            depot.Ledger = swarm.Ledger;
            swarm.Members.Add(new SwarmMember(depot));
        }

        return swarm;
    }

    /// <summary>
    /// Each makes two telegrams; both nodes get all of them at the same time in opposite order. Returns when each
    /// has the answer to its later one: whichever node is first with that accepts it.
    /// </summary>
    public async Task RoundAsync(CancellationToken ct)
    {
        var telegrams = Members
            .SelectMany(member => member.Prepare(TelegramsARound).Select(telegram => (member.Depot, telegram)))
            .ToList();
        await Task.WhenAll(
            Task.Run(() => SendAsync(telegrams, _nodes.First.Port, ct), ct),
            Task.Run(() => SendAsync(telegrams.AsEnumerable().Reverse(), _nodes.Second.Port, ct), ct));
        await Task.WhenAll(Members.Select(member => member.HearNewestAsync(ct)));
    }

    public async Task QueueOrdersAsync(CancellationToken ct)
    {
        foreach (var member in Members)
            await _nodes.QueueAsync(member.Depot, TimeSpan.FromSeconds(30), ct);
    }

    public void StepTo(int epoch) => Members.ForEach(member => member.StepTo(epoch));

    /// <summary>
    /// Without orders: returns when both nodes are through with all they received and every answer was heard.
    /// </summary>
    public async Task SettleAsync(CancellationToken ct)
    {
        await _nodes.UntilAsync(
            () => IsThrough(_nodes.First.Counters) && IsThrough(_nodes.Second.Counters), ct);
        await _nodes.UntilAsync(async () =>
        {
            await HearWaitingAsync(ct);
            return AnswersHeard == _nodes.First.Counters.Answered + _nodes.Second.Counters.Answered;
        }, ct);
    }

    /// <summary>Sends rounds until no order of anyone is open, and one more for what was still under way.</summary>
    public async Task CloseOrdersAsync(CancellationToken ct)
    {
        await _nodes.UntilAsync(async () =>
        {
            await HearWaitingAsync(ct);
            await RoundAsync(ct);
            return await _nodes.Fleet.ScalarAsync<long>("select sum(orders_open) from controllers", ct) == 0;
        }, ct);
        await RoundAsync(ct);
        await HearWaitingAsync(ct);
    }

    public void Dispose() => Members.ForEach(member => member.Depot.Dispose());

    private Task HearWaitingAsync(CancellationToken ct) =>
        Task.WhenAll(Members.Select(member => member.HearWaitingAsync(ct)));

    private static bool IsThrough(GatewayCounters counters) =>
        counters.Received == counters.Answered + Enum.GetValues<DropReason>().Sum(counters.Of);

    private static async Task SendAsync(
        IEnumerable<(FakeController Depot, byte[] Telegram)> telegrams, int port, CancellationToken ct)
    {
        foreach (var (depot, telegram) in telegrams)
            await depot.SendAsync(telegram, port, ct);
    }
}
