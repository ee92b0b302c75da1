using Fachwerk.Backend.Gateway;
using Fachwerk.Backend.Secrets;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Backend.Gateway;

[Trait("Promise", "G-04")]
public sealed class OrderExchangesTests
{
    private static readonly OscoreContext Context =
        ControllerContext.ForGateway(FrameworkHmac.Instance, new byte[16], 1001, 0);

    private readonly ManualClock _clock = new();
    private readonly OrderExchanges _exchanges;
    private ushort _messageId;

    public OrderExchangesTests() => _exchanges = new OrderExchanges(_clock, 7);

    [Fact]
    public void An_answer_is_taken_once()
    {
        var key = Add(1001, 5);

        Assert.Equal(5u, _exchanges.Find(key)!.OrderId);
        Assert.True(_exchanges.TryFinish(key));
        Assert.False(_exchanges.TryFinish(key));
        Assert.Null(_exchanges.NewestOf(1001));
    }

    [Fact]
    public void An_earlier_sending_may_still_be_answered()
    {
        var first = Add(1001, 5);
        var second = Add(1001, 5);

        Assert.NotNull(_exchanges.Find(first));
        Assert.Same(_exchanges.Find(second), _exchanges.NewestOf(1001));
    }

    [Fact]
    public void Only_the_newest_sending_to_a_controller_is_repeated_and_once()
    {
        Add(1001, 5);
        Add(1001, 5);
        Add(1002, 9);

        var due = _exchanges.TakeDue(_ => true);

        Assert.Equal([1001L, 1002L], due.Select(exchange => exchange.Controller).Order());
        Assert.Empty(_exchanges.TakeDue(_ => true));
    }

    [Fact]
    public void What_nobody_answers_is_forgotten()
    {
        var key = Add(1001, 5);

        _clock.Advance(TimeSpan.FromSeconds(31));
        Add(1002, 9);

        Assert.Null(_exchanges.Find(key));
    }

    private uint Add(long controller, uint order) =>
        _exchanges.Add(new OrderExchange(controller, order, Context, 1, _clock.GetTimestamp(), 0), ++_messageId);

    private sealed class ManualClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan by) => _now += by.Ticks;
    }
}
