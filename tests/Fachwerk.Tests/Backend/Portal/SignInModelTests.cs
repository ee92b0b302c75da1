using Fachwerk.Backend.Portal;
using Fachwerk.Backend.Web;
using Xunit;

namespace Fachwerk.Tests.Backend.Portal;

public sealed class SignInModelTests
{
    [Theory]
    [InlineData("en", 1, "in 1 second.")]
    [InlineData("en", 90, "in 90 seconds.")]
    [InlineData("en", 91, "in 2 minutes.")]
    [InlineData("de", 90, "in 90 Sekunden noch einmal.")]
    [InlineData("de", 300, "in 5 Minuten noch einmal.")]
    public void A_wait_is_told_in_minutes_above_ninety_seconds(string language, int seconds, string end) =>
        Assert.EndsWith(end, SignInModel.BusyText(Texts.For(language), seconds), StringComparison.Ordinal);
}
