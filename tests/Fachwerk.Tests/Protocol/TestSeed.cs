using Xunit;

namespace Fachwerk.Tests.Protocol;

/// <summary>A fresh seed for a random test, printed so that a failure can be run again.</summary>
internal static class TestSeed
{
    public static int Next()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        return seed;
    }
}
