using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Database;
using Xunit;

namespace Fachwerk.Tests.Backend.Codes;

/// <summary>The edges of what may be asked for, and the digits it gets.</summary>
[Trait("Promise", "H-04")]
public sealed class CodeRequestTests
{
    private static readonly DateTimeOffset Now = new(2030, 5, 1, 12, 0, 0, TimeSpan.Zero);

    // A code without a start starts now; one without an end lasts until it is revoked.
    [Theory]
    [InlineData(null, 0L, "window-invalid")]
    [InlineData(null, 1L, null)]
    [InlineData(null, null, null)]
    [InlineData(60L, null, null)]
    [InlineData(60L, 60L, "window-invalid")]
    [InlineData(60L, 61L, null)]
    [InlineData(-60L, 0L, "window-invalid")]
    public void A_window_ends_after_it_starts_and_after_now(long? fromSeconds, long? untilSeconds, string? refusal)
    {
        IssueCodeRequest request = Request(
            fromSeconds is { } from ? Now.AddSeconds(from) : null,
            untilSeconds is { } until ? Now.AddSeconds(until) : null);

        Assert.Equal(refusal, CodeRules.RefusalOf(request, Now)?.Code);
    }

    // SPEC.md §2: times are unsigned 32-bit seconds; the last one is what a code without an end carries.
    [Theory]
    [InlineData(0L, 4_294_967_294L, null)]
    [InlineData(-1L, 4_294_967_294L, "window-invalid")]
    [InlineData(0L, 4_294_967_295L, "window-invalid")]
    [InlineData(4_294_967_295L, null, "window-invalid")]
    public void Both_ends_of_a_window_fit_on_the_wire(long from, long? until, string? refusal)
    {
        IssueCodeRequest request = Request(
            DateTimeOffset.FromUnixTimeSeconds(from),
            until is { } end ? DateTimeOffset.FromUnixTimeSeconds(end) : null);

        Assert.Equal(refusal, CodeRules.RefusalOf(request, Now)?.Code);
    }

    [Theory]
    [InlineData("12345678", true)]
    [InlineData("123456789", true)]
    [InlineData("1234567", false)]
    [InlineData("1234567890", false)]
    [InlineData("1234 678", false)]
    public void Digits_of_one_s_own_choice_are_8_or_9(string digits, bool areValid) =>
        Assert.Equal(areValid, CodeDigits.AreValid(digits));

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    public void Random_digits_are_as_many_as_wanted_and_use_all_ten(int count)
    {
        string[] drawn = [.. Enumerable.Range(0, 200).Select(_ => CodeDigits.Random(count))];

        Assert.All(drawn, digits => Assert.Matches($"^[0-9]{{{count}}}$", digits));
        Assert.Equal(10, string.Concat(drawn).Distinct().Count());
    }

    // RFC 4231 §4.3: the first 8 bytes of that HMAC.
    [Fact]
    public void A_tag_is_the_first_8_bytes_of_the_hmac() =>
        Assert.Equal(
            Convert.FromHexString("5bdcc146bf60754e"),
            CodeDigits.Tag("Jefe"u8.ToArray(), "what do ya want for nothing?"));

    private static IssueCodeRequest Request(DateTimeOffset? from, DateTimeOffset? until) =>
        new(new DepotId(Guid.NewGuid()), 1, from, until, 1, Guid.NewGuid(), null);
}
