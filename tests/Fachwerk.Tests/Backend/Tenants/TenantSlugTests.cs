using Fachwerk.Backend.Tenants;
using Xunit;

namespace Fachwerk.Tests.Backend.Tenants;

public sealed class TenantSlugTests
{
    [Theory]
    [InlineData("ab")]
    [InlineData("acme")]
    [InlineData("acme-nord-2")]
    [InlineData("a234567890123456789012345678901234567890")]
    public void Takes_lower_case_letters_digits_and_single_dashes(string slug) => Assert.True(TenantSlug.IsValid(slug));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("1acme")]
    [InlineData("-acme")]
    [InlineData("acme-")]
    [InlineData("ac--me")]
    [InlineData("Acme")]
    [InlineData("ac me")]
    [InlineData("ac_me")]
    [InlineData("ac.me")]
    [InlineData("ac/me")]
    [InlineData("äcme")]
    [InlineData("acme\n")]
    [InlineData("a2345678901234567890123456789012345678901")]
    public void Takes_nothing_else(string slug) => Assert.False(TenantSlug.IsValid(slug));

    [Theory]
    [InlineData("lib")]
    [InlineData("health")]
    [InlineData("api")]
    [InlineData("hooks")]
    [InlineData("fleet")]
    public void Leaves_what_belongs_to_everyone(string slug) => Assert.False(TenantSlug.IsValid(slug));
}
