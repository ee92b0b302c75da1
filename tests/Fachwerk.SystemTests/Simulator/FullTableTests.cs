using Fachwerk.Backend.Codes;
using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Simulator;

/// <summary>A depot whose table is full of codes that have ended, by the controller's own code over UDP.</summary>
[Trait("Promise", "H-04")]
public sealed class FullTableTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Promise", "D-02")]
    public async Task What_has_ended_makes_room_and_a_code_that_is_revoked_then_opens_no_more()
    {
        await using var depot = await ServedDepot.StartAsync(postgres, Ct);
        var ended = await depot.IssueManyAsync(CodeRules.LiveMax - 1, 1, Ct);
        await depot.UntilAsync(CodeState.OnDepot, ended, Ct);
        await depot.ChangeTenantAsync(
            "update access_codes set valid_until = now() - interval '1 day', ends_at = now() - interval '1 day'", Ct);

        var issued = await depot.IssueManyAsync(4, 2, Ct);
        await depot.UntilAsync(CodeState.OnDepot, issued, Ct);
        await depot.RevokeAsync(issued[0].Id, Ct);
        await depot.UntilAsync(CodeState.Removed, issued.Take(1), Ct);
        depot.Type(issued[0].Digits);
        await depot.UntilToldAsync("depot.code-wrong", Ct);
        var pulsesForRevoked = depot.PulsesOf(2);
        depot.Type(issued[1].Digits);
        await depot.OpensAsync(2, Ct);

        Assert.Equal(0, pulsesForRevoked);
    }
}
