using Fachwerk.Backend.Gateway;
using Fachwerk.Backend.Secrets;
using Xunit;

namespace Fachwerk.Tests.Backend.Gateway;

public sealed class EchoValuesTests : IDisposable
{
    private const long Incarnation = (3L << 32) | 0x89ABCDEF;

    private readonly MasterKey _master = new(new byte[32]);
    private readonly MasterKey _other = new([1, .. new byte[31]]);

    [Fact]
    public void Any_node_of_the_same_master_key_takes_it()
    {
        byte[] value = Made(1001, Incarnation);

        Assert.Equal(Incarnation, new EchoValues(_master).IncarnationOf(1001, value));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(12)]
    public void A_changed_value_proves_nothing(int at)
    {
        byte[] value = Made(1001, Incarnation);
        value[at] ^= 1;

        Assert.Equal(EchoValues.None, new EchoValues(_master).IncarnationOf(1001, value));
    }

    [Fact]
    public void A_value_of_another_controller_or_fleet_proves_nothing()
    {
        byte[] value = Made(1001, Incarnation);

        Assert.Equal(EchoValues.None, new EchoValues(_master).IncarnationOf(1002, value));
        Assert.Equal(EchoValues.None, new EchoValues(_other).IncarnationOf(1001, value));
    }

    [Fact]
    [Trait("Promise", "G-01")]
    public void It_is_the_same_in_all_of_a_generation_and_another_in_the_next()
    {
        Assert.Equal(Made(1001, Incarnation), Made(1001, Incarnation));
        Assert.NotEqual(Made(1001, Incarnation), Made(1001, Incarnation + (1L << 32)));
    }

    [Fact]
    public void A_generation_that_comes_twice_is_told_apart_by_what_was_drawn_with_it()
    {
        Assert.NotEqual(Incarnation, new EchoValues(_master).IncarnationOf(1001, Made(1001, Incarnation ^ 1)));
    }

    public void Dispose()
    {
        _master.Dispose();
        _other.Dispose();
    }

    private byte[] Made(long controller, long incarnation)
    {
        byte[] value = new byte[EchoValues.Length];
        new EchoValues(_master).Write(controller, incarnation, value);
        return value;
    }
}
