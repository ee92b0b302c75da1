using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Portal;
using Fachwerk.Backend.Web;
using Xunit;

namespace Fachwerk.Tests.Backend.Portal;

public sealed class CodePresenterTests
{
    private static readonly DateTimeOffset Now = new(2030, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [Trait("Promise", "H-04")]
    [InlineData(CodeState.OnDepot, 0, 0, 60, "OnDepot", true)]
    [InlineData(CodeState.OnDepot, 0, 0, null, "OnDepot", true)]
    [InlineData(CodeState.OnDepot, 0, 0, 0, "Over", true)]
    [InlineData(CodeState.Pending, 0, 0, 60, "Pending", true)]
    [InlineData(CodeState.Pending, 0, 0, 0, "OverGone", true)]
    [InlineData(CodeState.Left, 0, 0, 0, "OverGone", false)]
    [InlineData(CodeState.OnDepot, 1, 1, 60, "UsedUp", true)]
    [InlineData(CodeState.Left, 1, 1, 60, "UsedUpGone", false)]
    [InlineData(CodeState.Failed, 0, 0, 0, "Failed", false)]
    public void Says_whether_it_opens_and_whether_the_keypad_still_knows_it(
        CodeState state, int uses, int used, int? endMinutes, string shown, bool canRevoke)
    {
        DateTimeOffset? end = endMinutes is { } minutes ? Now.AddMinutes(minutes) : null;
        CodeView code = new(
            new CodeId(Guid.NewGuid()), 1, 7, Now.AddDays(-1), end, uses, used, Now.AddDays(-1), "clerk", null, state)
        {
            EndsAt = end
        };

        CodePresenter presenter = new(Texts.For("en"), new LocalTime("en", NodaTime.DateTimeZone.Utc), Now);
        var line = presenter.Show(code);

        Assert.Equal((shown, canRevoke), (line.State, line.CanRevoke));
    }
}
