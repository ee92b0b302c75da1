using Fachwerk.Backend.Gateway;
using Fachwerk.Backend.Secrets;
using Xunit;

namespace Fachwerk.Tests.Backend.Gateway;

public sealed class EchoValuesTests : IDisposable
{
    private readonly SteppedClock _time = new();
    private readonly MasterKey _master = new(new byte[32]);
    private readonly MasterKey _other = new([1, .. new byte[31]]);

    [Fact]
    public void Any_node_of_the_same_master_key_takes_it()
    {
        byte[] value = Made(1001, 3);

        Assert.Equal(3, new EchoValues(_master, _time).GenerationOf(1001, value));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(12)]
    public void A_changed_value_proves_nothing(int at)
    {
        byte[] value = Made(1001, 3);
        value[at] ^= 1;

        Assert.Equal(EchoValues.None, new EchoValues(_master, _time).GenerationOf(1001, value));
    }

    [Fact]
    public void A_value_of_another_controller_or_fleet_proves_nothing()
    {
        byte[] value = Made(1001, 3);

        Assert.Equal(EchoValues.None, new EchoValues(_master, _time).GenerationOf(1002, value));
        Assert.Equal(EchoValues.None, new EchoValues(_other, _time).GenerationOf(1001, value));
    }

    [Theory]
    [InlineData(10, 3)]
    [InlineData(12, EchoValues.None)]
    [InlineData(-2, 3)]
    [InlineData(-4, EchoValues.None)]
    public void It_holds_for_ten_seconds(int seconds, int expected)
    {
        byte[] value = Made(1001, 3);
        _time.Now += TimeSpan.FromSeconds(seconds);

        Assert.Equal(expected, new EchoValues(_master, _time).GenerationOf(1001, value));
    }

    public void Dispose()
    {
        _master.Dispose();
        _other.Dispose();
    }

    private byte[] Made(long controller, int generation)
    {
        byte[] value = new byte[EchoValues.Length];
        new EchoValues(_master, _time).Write(controller, generation, value);
        return value;
    }

    private sealed class SteppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
