using Fachwerk.Backend.Identity;
using Fachwerk.Tests.Simulator.Running;
using Xunit;

namespace Fachwerk.Tests.Backend.Identity;

[Trait("Promise", "H-07")]
public sealed class RefusedSignInsTests
{
    private static readonly Guid Anna = Guid.NewGuid();

    private readonly ManualTime _time = new();
    private readonly RefusedSignIns _refused;

    public RefusedSignInsTests() => _refused = new RefusedSignIns(_time);

    [Fact]
    public void An_account_gets_a_line_soon_and_the_next_one_an_hour_later()
    {
        var began = _time.GetUtcNow();
        _refused.Note(1, Anna);
        var first = _refused.Take();
        for (var i = 0; i < 100; i++)
            _refused.Note(1, Anna);
        _time.Advance(RefusedSignIns.Between - TimeSpan.FromSeconds(1));
        var early = _refused.Take();
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([new RefusedLine(1, Anna, 1, 0, began, began)], first);
        Assert.Empty(early);
        Assert.Equal([new RefusedLine(1, Anna, 100, 0, began, began)], _refused.Take());
        Assert.Empty(_refused.Take());
    }

    [Fact]
    public void A_day_of_ten_thousand_a_minute_is_a_line_an_hour()
    {
        var lines = 0;
        for (var minute = 0; minute < 24 * 60; minute++)
        {
            for (var i = 0; i < 100; i++)
                _refused.NoteTurnedAway(1);
            lines += _refused.Take().Count;
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(24, lines);
    }

    [Fact]
    public void Accounts_beyond_those_counted_apart_are_counted_with_the_tenants_others()
    {
        for (var i = 0; i < RefusedSignIns.AccountsMax + 10; i++)
            _refused.Note(1, Guid.NewGuid());
        var lines = _refused.Take();

        Assert.Equal(RefusedSignIns.AccountsMax + 1, lines.Count);
        Assert.Equal(10, Assert.Single(lines, line => line.Account == default).Tries);
        _time.Advance(RefusedSignIns.Between);
        _refused.Take();
        _refused.Note(1, Anna);
        Assert.Equal(Anna, Assert.Single(_refused.Take()).Account);
    }

    [Fact]
    public void What_could_not_be_written_is_due_again_and_a_stop_waits_for_nothing()
    {
        _refused.Note(1, Anna);
        _refused.PutBack(_refused.Take());
        _refused.Note(1, Anna);

        Assert.Equal(2, Assert.Single(_refused.Take()).Tries);
        _refused.Note(1, Anna);
        Assert.Empty(_refused.Take());
        Assert.Equal(1, Assert.Single(_refused.Take(all: true)).Tries);
        Assert.Empty(_refused.Take(all: true));
    }
}
