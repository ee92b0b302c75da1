using Fachwerk.Backend.Identity;
using Xunit;

namespace Fachwerk.Tests.Backend.Identity;

[Trait("Promise", "S-07")]
public sealed class SessionRulesTests
{
    private static readonly DateTimeOffset Begun = new(2027, 1, 1, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 8)]
    [InlineData(3, 11)]
    [InlineData(16, 24)]
    [InlineData(20, 24)]
    public void Ends_eight_hours_after_its_last_use_and_after_a_day_at_most(int usedAfter, int endsAfter) =>
        Assert.Equal(Begun.AddHours(endsAfter), SessionRules.EndsAt(Begun, Begun.AddHours(usedAfter)));

    [Theory]
    [InlineData(0, false)]
    [InlineData(299, false)]
    [InlineData(300, true)]
    public void Its_use_is_noted_every_five_minutes(int seconds, bool isToNote) =>
        Assert.Equal(isToNote, SessionRules.IsToNote(Begun, Begun.AddSeconds(seconds)));

    [Fact]
    public void Its_name_does_not_tell_its_secret()
    {
        string secret = SessionId.NewSecret();

        Assert.Equal(SessionId.Of(secret), SessionId.Of(secret));
        Assert.NotEqual(SessionId.Of(secret), SessionId.Of(SessionId.NewSecret()));
        Assert.DoesNotContain(secret, SessionId.Of(secret).Value, StringComparison.Ordinal);
        Assert.InRange(secret.Length, 43, 43); // 32 random bytes
    }
}
