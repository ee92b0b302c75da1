using Xunit;

namespace Fachwerk.SystemTests;

/// <summary>
/// Tests that hold something against the clock, or load the machine so that others could not: they run one at a time,
/// when all others are done.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
