using Fachwerk.Backend.Gateway;
using Xunit;

namespace Fachwerk.Tests.Backend.Gateway;

public sealed class TelegramBatchTests
{
    private readonly ControllerSession _first = new(1001, new byte[16], 0, 0, -1);
    private readonly ControllerSession _second = new(1002, new byte[16], 0, 0, -1);
    private readonly TelegramBatch _batch = new();

    [Fact]
    [Trait("Promise", "G-01")]
    public void Holds_one_telegram_a_controller_until_it_is_cleared()
    {
        var added = _batch.TryAdd(new Telegram { Session = _first });
        var again = _batch.TryAdd(new Telegram { Session = _first });
        _batch.Clear();

        Assert.True(added);
        Assert.False(again);
        Assert.True(_batch.TryAdd(new Telegram { Session = _first }));
    }

    // An answered telegram goes back to its pool and may carry another controller's before the batch is cleared.
    [Fact]
    [Trait("Promise", "G-03")]
    public void Takes_a_controller_again_whose_telegram_is_already_used_for_another()
    {
        var telegram = new Telegram { Session = _first };
        _batch.TryAdd(telegram);
        telegram.Session = _second;

        _batch.Clear();

        Assert.True(_batch.TryAdd(new Telegram { Session = _first }));
    }
}
