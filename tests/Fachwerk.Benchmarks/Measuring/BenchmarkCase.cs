namespace Fachwerk.Benchmarks.Measuring;

/// <summary>One thing to measure.</summary>
/// <param name="Name">As the table shows it.</param>
/// <param name="Body">The operation, once.</param>
internal sealed record BenchmarkCase(string Name, Action Body);
