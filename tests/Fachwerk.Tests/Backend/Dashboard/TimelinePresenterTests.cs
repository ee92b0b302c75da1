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
            line, new LocalTime(language, NodaTime.DateTimeZone.Utc), null);

        Assert.Equal(text, shown.Text);
    }

    [Theory]
    [Trait("Promise", "L-09")]
    [InlineData("en", "Door 7 is closed, says the depot's check-in; no event told of it. What is shown was corrected")]
    [InlineData("de", "Tür 7 ist laut Statusmeldung zu, ohne dass ein Ereignis davon berichtet. " +
        "Der angezeigte Stand wurde berichtigt")]
    public void A_correction_says_how_the_door_is_and_how_that_is_known(string language, string text)
    {
        var detail = new Dictionary<string, JsonElement> { ["door"] = JsonSerializer.SerializeToElement("Closed") };
        var line = new EventLine(
            1, default, default, AuditKinds.DoorCorrected, null, 7, Actor.System, null, detail);

        var shown = new TimelinePresenter(Texts.For(language)).Show(
            line, new LocalTime(language, NodaTime.DateTimeZone.Utc), null);

        Assert.Equal(text, shown.Text);
    }
}
