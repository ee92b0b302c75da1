using Fachwerk.Benchmarks.Measuring;

namespace Fachwerk.Benchmarks.Gateway;

/// <summary>
/// What one datagram costs from the socket up to the hand-over for commit, sent over loopback and received on the
/// measuring thread. The baseline is a plain echo of as many bytes by the framework's sockets. Whatever the datagram
/// is, the path allocates nothing, but for the keys of an epoch that it names ahead.
/// </summary>
internal static class GatewayBenchmark
{
    public static void Run(Harness harness, TextWriter output)
    {
        using var path = new ReceivePath();
        BenchmarkCase[] cases =
        [
            new("baseline: echo (sent, received, sent back, received)", path.Echo),
            new("sent and received, nothing else", path.ReceiveAlone),
            new("dropped: noise", path.Noise),
            new("dropped: unknown controller", path.UnknownController),
            new("dropped: replayed", path.Replayed),
            new("dropped: forged (right kid, wrong tag)", path.Forged),
            new("verified: check-in", path.Genuine),
        ];
        var measured = harness.Measure(cases);
        ResultTable.Print(output, $"gateway: receiving a check-in of {path.Length} bytes", measured);
        var allocating = measured.Where(item => item.AllocatedBytes >= 1).ToList();
        ResultTable.Print(output, "gateway: an epoch that is only claimed, its keys derived", harness.Measure(
        [
            cases[0],
            new("dropped: forged, next epoch", path.NextEpoch),
            new("dropped: forged, farthest epoch ahead", path.FarthestEpoch),
        ]));
        output.WriteLine(allocating.Count == 0
            ? "The receive path allocates nothing per datagram."
            : $"ALLOCATES: {string.Join(", ", allocating.Select(item => item.Name))}");
    }
}
