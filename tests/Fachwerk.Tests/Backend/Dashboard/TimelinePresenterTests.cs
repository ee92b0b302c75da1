using System.Text.Json;
using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Dashboard;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Web;
using Xunit;

namespace Fachwerk.Tests.Backend.Dashboard;

public sealed class TimelinePresenterTests
{
    [Theory]
    [InlineData("en", 1, 0, "Sign-in refused")]
    [InlineData("en", 5, 0, "Sign-in refused 5 times")]
    [InlineData("en", 5, 9, "Tries to sign in: 5 refused, 9 turned away without a look")]
    [InlineData("de", 5, 0, "Anmeldung 5-mal abgelehnt")]
    [InlineData("de", 0, 9, "Anmeldeversuche: 0 abgelehnt, 9 ungeprüft abgewiesen")]
    public void Refused_tries_and_those_not_looked_at_are_two_numbers(
        string language, int tries, int turnedAway, string text)
    {
        var detail = new Dictionary<string, JsonElement>
        {
            ["tries"] = JsonSerializer.SerializeToElement(tries),
            ["turnedAway"] = JsonSerializer.SerializeToElement(turnedAway)
        };
        var line = new EventLine(
            1, default, default, AuditKinds.SignInRefused, null, null, Actor.Anonymous, null, detail);

        var shown = new TimelinePresenter(Texts.For(language)).Show(
            line, new LocalTime(language, TimeZoneInfo.Utc), null);

        Assert.Equal(text, shown.Text);
    }
}
