using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Reconciliation;
using Xunit;

namespace Fachwerk.Tests.Backend.Reconciliation;

public sealed class CodeComparisonTests
{
    private const long OfGeneration2 = (2L << 24) + 5;
    private const long OfGeneration3 = (3L << 24) + 5;
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    private static readonly BegunGeneration Third = new(3, 7);

    // The fleet is in generation 3 and this tenant was last in line with generation 2.
    private static readonly ReconciliationMark FleetWentBack = new(Third, 0, 0, false, 2);

    // The fleet is in generation 3 and so was this tenant: it is the tenant that went back.
    private static readonly ReconciliationMark TenantWentBack = new(Third, 1, 0, false, 3);

    [Fact]
    public void What_both_know_is_left_alone()
    {
        Assert.Equal(CodeStep.None, StepFor(Code(OfGeneration2), new HeldCode(OfGeneration2, true), FleetWentBack));
        Assert.Equal(CodeStep.None, StepFor(Revoked(), new HeldCode(OfGeneration2, false), FleetWentBack));
        Assert.Equal(CodeStep.None, StepFor(Revoked(), null, FleetWentBack));
    }

    [Fact]
    public void What_was_written_by_a_run_whose_commit_was_lost_takes_its_version() =>
        Assert.Equal(CodeStep.TakeVersion,
            StepFor(Code(OfGeneration2), new HeldCode(OfGeneration3, true), FleetWentBack));

    [Fact]
    public void A_revocation_that_the_tenant_knows_holds() =>
        Assert.Equal(CodeStep.Remove, StepFor(Revoked(), new HeldCode(OfGeneration2, true), TenantWentBack));

    [Fact]
    public void A_revocation_that_the_fleet_knows_holds() =>
        Assert.Equal(CodeStep.Revoke,
            StepFor(Code(OfGeneration2), new HeldCode(OfGeneration2 + 1, false), FleetWentBack));

    [Fact]
    public void What_the_fleet_has_forgotten_is_put_again() =>
        Assert.Equal(CodeStep.Put, StepFor(Code(OfGeneration2), null, FleetWentBack));

    [Fact]
    public void What_the_fleet_cannot_have_forgotten_was_revoked()
    {
        Assert.Equal(CodeStep.Revoke, StepFor(Code(OfGeneration3), null, FleetWentBack));
        Assert.Equal(CodeStep.Revoke, StepFor(Code(OfGeneration2), null, TenantWentBack));
    }

    [Fact]
    public void What_is_over_is_not_put_again()
    {
        Assert.Equal(CodeStep.Leave, StepFor(Code(OfGeneration2, Now), null, FleetWentBack));
        Assert.Equal(CodeStep.Put, StepFor(Code(OfGeneration2, Now.AddSeconds(1)), null, FleetWentBack));
    }

    [Fact]
    [Trait("Promise", "H-04")]
    public void What_gave_its_place_away_is_no_revocation_whoever_has_forgotten_it()
    {
        var left = Code(OfGeneration2, Now);
        (left.LeftAt, left.RemoveVersion) = (Now, OfGeneration2 + 1);

        Assert.Equal(CodeStep.Leave,
            StepFor(Code(OfGeneration2, Now), new HeldCode(OfGeneration2 + 1, false), TenantWentBack));
        Assert.Equal(CodeStep.Remove, StepFor(left, new HeldCode(OfGeneration2, true), FleetWentBack));
        Assert.Equal(CodeStep.None, StepFor(left, null, FleetWentBack));
    }

    [Fact]
    public void What_the_outbox_holds_is_left_to_it()
    {
        Assert.Equal(CodeStep.None, StepFor(Code(null), null, FleetWentBack));
        Assert.Equal(CodeStep.None, StepFor(Code(null), new HeldCode(OfGeneration3, true), FleetWentBack));
    }

    private static CodeStep StepFor(AccessCode code, HeldCode? held, ReconciliationMark mark) =>
        CodeComparison.StepFor(code, held, mark, Now);

    private static AccessCode Revoked()
    {
        var code = Code(OfGeneration2);
        (code.RevokedAt, code.RemoveVersion) = (Now, OfGeneration2 + 1);
        return code;
    }

    private static AccessCode Code(long? putVersion, DateTimeOffset? until = null) => new()
    {
        Id = new CodeId(Guid.Empty),
        Number = 7,
        Depot = new DepotId(Guid.Empty),
        Controller = 1001,
        Compartment = 1,
        Tag = new byte[8],
        ValidFrom = Now.AddDays(-1),
        ValidUntil = until,
        EndsAt = until,
        Uses = 0,
        IssuedBy = Guid.Empty,
        IssuedAt = Now.AddDays(-1),
        PutVersion = putVersion
    };
}
