using Fachwerk.Backend.Outbox;
using Xunit;

namespace Fachwerk.Tests.Backend.Outbox;

[Trait("Promise", "G-04")]
public sealed class OutboxLooksTests
{
    private const int Tenant = 7;
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset Marked = new(2026, 11, 26, 8, 0, 0, TimeSpan.Zero);

    private readonly OutboxLooks _looks = new();

    [Fact]
    public void A_mark_that_nobody_has_looked_at_is_due()
    {
        Assert.True(IsDue(0.1));
    }

    [Fact]
    public void Pauses_double_until_the_mark_is_taken_away()
    {
        var looks = new List<int>();
        for (var second = 1; second <= 60; second++)
        {
            if (!IsDue(second))
                continue;
            looks.Add(second);
            _looks.NoteEmpty(Tenant, Marked + TimeSpan.FromSeconds(second));
        }

        Assert.Equal([1, 3, 7, 15, 31, 60], looks);
    }

    [Fact]
    public void A_new_mark_is_looked_at_anew()
    {
        _looks.NoteEmpty(Tenant, Marked - TimeSpan.FromSeconds(5));

        Assert.True(IsDue(0.5));
    }

    [Fact]
    public void A_mark_that_has_gone_is_forgotten()
    {
        _looks.NoteEmpty(Tenant, Marked);
        _looks.DueOf([], Settled, Marked);

        Assert.True(IsDue(0.1));
    }

    private bool IsDue(double second)
    {
        var age = TimeSpan.FromSeconds(second);
        return _looks.DueOf([new DirtyTenant(Tenant, age)], Settled, Marked + age).Count == 1;
    }
}
