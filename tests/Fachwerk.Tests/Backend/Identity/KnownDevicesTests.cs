using Fachwerk.Backend.Database;
using Fachwerk.Backend.Identity;
using Fachwerk.Tests.Simulator.Running;
using Microsoft.AspNetCore.DataProtection;
using Xunit;

namespace Fachwerk.Tests.Backend.Identity;

[Trait("Promise", "S-01")]
public sealed class KnownDevicesTests
{
    private readonly ManualTime _time = new();
    private readonly IDataProtectionProvider _protection = new EphemeralDataProtectionProvider();

    [Fact]
    public void Knows_the_account_that_signed_in_there_and_no_other()
    {
        var devices = Of(1);

        var text = devices.With(null, "ANNA");

        Assert.True(devices.Knows(text, "ANNA"));
        Assert.False(devices.Knows(text, "BERT"));
        Assert.False(devices.Knows(null, "ANNA"));
    }

    [Fact]
    [Trait("Promise", "S-03")]
    public void Is_noise_to_another_tenant() => Assert.False(Of(2).Knows(Of(1).With(null, "ANNA"), "ANNA"));

    [Theory]
    [InlineData("")]
    [InlineData("forged")]
    [InlineData("%%%")]
    [InlineData("CfDJ8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_not_ours_is_nothing(string text)
    {
        Assert.False(Of(1).Knows(text, "ANNA"));
        Assert.False(Of(1).Knows(new string('A', 100_000), "ANNA"));
        Assert.True(Of(1).Knows(Of(1).With(text, "ANNA"), "ANNA"));
    }

    [Fact]
    public void Remembers_eight_accounts_and_forgets_the_one_that_was_here_longest_ago()
    {
        var devices = Of(1);
        string? text = null;
        for (var i = 0; i < KnownDevices.AccountsMax; i++)
            text = devices.With(text, $"USER {i}");
        text = devices.With(text, "USER 0");

        text = devices.With(text, "ONE MORE");

        Assert.True(devices.Knows(text, "USER 0"));
        Assert.False(devices.Knows(text, "USER 1"));
        Assert.True(devices.Knows(text, "USER 7"));
        Assert.InRange(text.Length, 1, 1_000);
    }

    [Fact]
    public void A_year_without_a_sign_in_makes_a_stranger_of_it()
    {
        var devices = Of(1);
        var text = devices.With(null, "ANNA");
        _time.Advance(KnownDevices.KeptFor - TimeSpan.FromSeconds(1));
        var before = devices.Knows(text, "ANNA");

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((true, false), (before, devices.Knows(text, "ANNA")));
    }

    private KnownDevices Of(int tenant)
    {
        var context = new TenantContext();
        context.Enter(new Tenant(tenant, "acme", "Acme", "fachwerk_acme"));
        return new KnownDevices(_protection, context, _time);
    }
}
