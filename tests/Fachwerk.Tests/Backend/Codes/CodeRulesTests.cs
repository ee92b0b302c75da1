using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Database;
using Xunit;

namespace Fachwerk.Tests.Backend.Codes;

public sealed class CodeRulesTests
{
    private const long Controller = 1001;
    private static readonly DateTimeOffset Now = new(2030, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [Trait("Promise", "H-04")]
    [InlineData(null, null, false, false, 5, CodeState.Pending)]
    [InlineData(6L, null, false, false, 5, CodeState.Pending)]
    [InlineData(5L, null, false, false, 5, CodeState.OnDepot)]
    [InlineData(5L, null, true, false, 5, CodeState.RemovalPending)]
    [InlineData(5L, 6L, true, false, 5, CodeState.RemovalPending)]
    [InlineData(5L, 6L, true, false, 6, CodeState.Removed)]
    [InlineData(null, null, false, true, 5, CodeState.Failed)]
    [InlineData(null, null, true, true, 5, CodeState.Removed)]
    [InlineData(5L, null, true, true, 5, CodeState.Failed)]
    public void Says_what_the_depot_has_said(
        long? put, long? removed, bool revoked, bool failed, long onDepot, CodeState expected)
    {
        var code = Code();
        code.PutVersion = put;
        code.RemoveVersion = removed;
        code.RevokedAt = revoked ? Now : null;
        code.Failed = failed;

        Assert.Equal(expected, CodeRules.StateOf(code, Controller, onDepot));
    }

    [Theory]
    [Trait("Promise", "H-04")]
    [InlineData(null, 5, CodeState.OnDepot)]
    [InlineData(6L, 5, CodeState.OnDepot)]
    [InlineData(6L, 6, CodeState.Left)]
    public void A_code_that_gave_its_place_away_is_there_until_the_depot_says_otherwise(
        long? removed, long onDepot, CodeState expected)
    {
        var code = Code();
        (code.PutVersion, code.LeftAt, code.RemoveVersion) = (5, Now, removed);

        Assert.Equal(expected, CodeRules.StateOf(code, Controller, onDepot));
    }

    [Theory]
    [Trait("Promise", "D-03")]
    [InlineData(0, 7, 60, 60)]
    [InlineData(2, 1, 60, 60)]
    [InlineData(2, 2, 60, 0)]
    [InlineData(2, 2, -1, -1)]
    [InlineData(2, 2, null, 0)]
    [InlineData(0, 2, null, null)]
    public void Ends_with_its_time_or_with_its_last_use(int uses, int used, int? untilMinutes, int? endMinutes)
    {
        var code = Code(uses);
        (code.Used, code.EndsAt) = (used, untilMinutes is { } until ? Now.AddMinutes(until) : null);

        Assert.Equal(endMinutes is { } end ? Now.AddMinutes(end) : null, CodeRules.EndAfter(code, Now));
    }

    [Fact]
    [Trait("Promise", "F-03")]
    public void A_code_of_a_controller_that_was_replaced_has_failed()
    {
        var code = Code();
        code.PutVersion = 5;

        Assert.Equal(CodeState.Failed, CodeRules.StateOf(code, Controller + 1, 9));
    }

    [Theory]
    [InlineData(5L, 6L, true, 0, CodeState.Removed)]
    [InlineData(5L, 6L, true, 1, CodeState.Removed)]
    [InlineData(5L, 7L, false, 1, CodeState.Removed)]
    [InlineData(5L, 7L, true, 0, CodeState.Failed)]
    public void A_revoked_code_is_gone_with_its_controller_or_when_the_depot_says_so(
        long put, long removed, bool failed, int controllersLater, CodeState expected)
    {
        var code = Code();
        code.PutVersion = put;
        code.RemoveVersion = removed;
        code.RevokedAt = Now;
        code.Failed = failed;

        Assert.Equal(expected, CodeRules.StateOf(code, Controller + controllersLater, 6));
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(99, 8)]
    [InlineData(100, 9)]
    [InlineData(999, 9)]
    public void Grows_by_a_digit_above_a_hundred_live_codes(int live, int digits) =>
        Assert.Equal(digits, CodeRules.DigitsFor(live));

    [Theory]
    [InlineData(0, 0, 0, null, "window-invalid")]
    [InlineData(60, 30, 0, null, "window-invalid")]
    [InlineData(-120, -60, 0, null, "window-invalid")]
    [InlineData(0, 2_000_000_000, 0, null, "window-invalid")]
    [InlineData(0, 60, -1, null, "uses-invalid")]
    [InlineData(0, 60, 256, null, "uses-invalid")]
    [InlineData(0, 60, 1, "1234567", "digits-invalid")]
    [InlineData(0, 60, 1, "1234567890", "digits-invalid")]
    [InlineData(0, 60, 1, "1234567x", "digits-invalid")]
    [InlineData(0, 60, 1, "١٢٣٤٥٦٧٨", "digits-invalid")]
    [InlineData(0, 60, 255, "12345678", null)]
    [InlineData(-60, 60, 0, null, null)]
    public void Refuses_what_no_depot_could_keep(
        long fromMinutes, long untilMinutes, int uses, string? digits, string? refusal)
    {
        var request = new IssueCodeRequest(new DepotId(Guid.NewGuid()), 1, Now.AddMinutes(fromMinutes),
            Now.AddMinutes(untilMinutes), uses, Guid.NewGuid(), digits);

        Assert.Equal(refusal, CodeRules.RefusalOf(request, Now)?.Code);
    }

    private static AccessCode Code(int uses = 0) => new()
    {
        Id = new CodeId(Guid.NewGuid()),
        Number = 1,
        Depot = new DepotId(Guid.NewGuid()),
        Controller = Controller,
        Compartment = 1,
        Tag = new byte[8],
        ValidFrom = Now,
        Uses = (short)uses,
        IssuedBy = Guid.NewGuid(),
        IssuedAt = Now
    };
}
