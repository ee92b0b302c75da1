namespace Fachwerk.Benchmarks.Measuring;

/// <summary>What one operation costs.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Nanoseconds">The median over the rounds.</param>
/// <param name="FastestNanoseconds">The fastest round.</param>
/// <param name="AllocatedBytes">Managed bytes on the measuring thread.</param>
internal sealed record Measurement(string Name, double Nanoseconds, double FastestNanoseconds, double AllocatedBytes);
