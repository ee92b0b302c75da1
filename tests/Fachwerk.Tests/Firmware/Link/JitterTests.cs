using Fachwerk.Firmware.Link;
using Fachwerk.Simulator.Crypto;
using Xunit;

namespace Fachwerk.Tests.Firmware.Link;

public sealed class JitterTests
{
    [Fact]
    [Trait("Promise", "D-09")]
    public void Stays_within_its_bounds_reaches_both_and_repeats_for_the_same_boot()
    {
        Jitter jitter = new(new SoftwareHmacSha256(), new byte[32], 5);
        Jitter again = new(new SoftwareHmacSha256(), new byte[32], 5);
        Jitter nextBoot = new(new SoftwareHmacSha256(), new byte[32], 6);

        int[] values = [.. Enumerable.Range(0, 500).Select(_ => jitter.Next(10, 20))];

        Assert.Equal((10, 20), (values.Min(), values.Max()));
        Assert.Equal(values, Enumerable.Range(0, 500).Select(_ => again.Next(10, 20)));
        Assert.NotEqual(values, Enumerable.Range(0, 500).Select(_ => nextBoot.Next(10, 20)));
    }
}
