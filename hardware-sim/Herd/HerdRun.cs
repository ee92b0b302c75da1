using Fachwerk.Firmware.Link;
using Fachwerk.Simulator.Crypto;

namespace Fachwerk.Simulator.Herd;

/// <summary>
/// A whole fleet and its gateway in virtual time: the depots decide by the firmware's own code when to speak; each
/// datagram they send is counted in its second.
/// </summary>
public sealed class HerdRun
{
    private const int WayMinMs = 20;
    private const int WayMaxMs = 150;

    private readonly HerdPlan _plan;
    private readonly HerdGateway _gateway;
    private readonly HerdDepot[] _depots;
    private readonly PriorityQueue<int, long> _due = new();
    private readonly Random _random;
    private readonly int[] _sent;
    private readonly int[] _reached;

    /// <summary>A fleet that boots at 0.</summary>
    /// <param name="asked">
    /// The interval a check-in's answer asks for, from now and the wait of the gateway's oldest telegram, both in
    /// milliseconds; 0 = as usual.
    /// </param>
    public HerdRun(HerdPlan plan, Func<long, double, int> asked)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _plan = plan;
        _gateway = new HerdGateway(plan, asked);
        _random = new Random(plan.Seed);
        _sent = new int[plan.EndMs / 1000 + 1];
        _reached = new int[plan.EndMs / 1000 + 1];
        SoftwareHmacSha256 hmac = new();
        _depots = [.. Enumerable.Range(0, plan.Depots).Select(number => new HerdDepot(hmac, number))];
    }

    /// <summary>Runs to the end.</summary>
    public HerdCurve Run()
    {
        BootAll(0);
        bool hasPower = true;
        while (_due.TryPeek(out int depot, out long nowMs) && nowMs < _plan.EndMs)
        {
            if (hasPower && _plan.Trouble == HerdTrouble.PowerCut && nowMs >= _plan.TroubleMs)
            {
                hasPower = false;
                BootAll(_plan.BackMs);
                continue;
            }

            _due.Dequeue();
            Wake(_depots[depot], nowMs);
            _due.Enqueue(depot, _depots[depot].NextMs(nowMs));
        }

        return new HerdCurve(_plan, _sent, _reached);
    }

    private void BootAll(long fromMs)
    {
        _due.Clear();
        for (int i = 0; i < _depots.Length; i++)
        {
            long bootMs = fromMs + _random.Next(1000);
            _depots[i].Boot(bootMs, _plan.BootSpreadSeconds);
            _due.Enqueue(i, _depots[i].NextMs(bootMs));
        }
    }

    // The order of Uplink.Tick: an answer, then what waited too long, then what is due.
    private void Wake(HerdDepot depot, long nowMs)
    {
        if (nowMs >= depot.AnswerMs)
            TakeAnswer(depot, nowMs);
        else if (depot.Talk.IsUnanswered(nowMs) && depot.Talk.TryAgain(nowMs))
            Send(depot, nowMs);
        if (depot.Talk.Kind == ExchangeKind.None && depot.Talk.TryOpen(nowMs, depot.HasEvents(nowMs), false))
            Send(depot, nowMs);
    }

    private void Send(HerdDepot depot, long nowMs)
    {
        _sent[nowMs / 1000]++;
        depot.Talk.NoteSent(nowMs);
        double? leaves = _gateway.Answer(nowMs, out int asked);
        depot.AskedSeconds = asked;
        depot.AnswerMs = leaves is { } at ? (long)at + _random.Next(WayMinMs, WayMaxMs) : HerdDepot.Never;
    }

    private void TakeAnswer(HerdDepot depot, long nowMs)
    {
        ExchangeKind kind = depot.Talk.Kind;
        depot.AnswerMs = HerdDepot.Never;
        depot.Talk.NoteAnswer();
        if (kind == ExchangeKind.CheckIn)
            depot.Talk.PlanCheckIn(nowMs, depot.AskedSeconds);
        else
            depot.EventsFromMs = nowMs + 1 + (long)(-Math.Log(1 - _random.NextDouble()) * _plan.EventsEveryMs);
        if (depot.AnsweredMs < _plan.BackMs && nowMs >= _plan.BackMs)
            _reached[Math.Min(nowMs / 1000, _reached.Length - 1)]++;
        depot.AnsweredMs = nowMs;
    }
}
