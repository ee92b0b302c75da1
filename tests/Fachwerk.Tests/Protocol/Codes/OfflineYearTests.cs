using Fachwerk.Protocol.Codes;
using Xunit;

namespace Fachwerk.Tests.Protocol.Codes;

/// <summary>Every number of a year: seven million, too many for a count of mutants.</summary>
[Trait("Promise", "D-02")]
public sealed class OfflineYearTests
{
    private const uint Epoch = 56;

    // SPEC.md §8: the steps 1, 1, 2, 4, 12, 24, 24, 4 hours, four serials, 64 compartments.
    [Fact]
    public void The_numbers_of_a_year_are_as_many_as_the_classes_give_and_all_different()
    {
        int[] steps = [1, 1, 2, 4, 12, 24, 24, 4];
        uint expected = (uint)steps.Sum(step => 8760 / step * 64 * 4);
        OfflineCode code = new();
        uint written = 0;
        for (uint number = 0; number < expected; number++)
        {
            Assert.True(code.TryRead(number, Epoch));
            written += code.Number == number && code.Start / 8760 == Epoch ? 1u : 0;
        }

        Assert.Equal(OfflineCode.NumbersCount, expected);
        Assert.Equal(expected, written);
        Assert.False(code.TryRead(expected, Epoch));
        Assert.Equal(1408, 10_000_000_000 / expected);
    }
}
