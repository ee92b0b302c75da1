using System.Collections;
using System.Globalization;
using System.Reflection;
using Xunit;

namespace Fachwerk.Tests.Firmware.OutsideDrivers;

/// <summary>How many checks of this folder there are, counted from the tests themselves: a fact, or a row.</summary>
public sealed class CheckCountTests(ITestOutputHelper output)
{
    private static readonly Type[] Chips =
    [
        typeof(ExpanderTests), typeof(ClockTests), typeof(SupplyTests), typeof(DisplayTests), typeof(KeypadTests),
        typeof(FramTests)
    ];

    [Fact]
    public void Every_chip_is_checked_both_ways()
    {
        int checks = Chips.Sum(chip => Tests(chip).Sum(Rows));

        string line = string.Create(CultureInfo.InvariantCulture, $"outside drivers: {checks} checks");
        output.WriteLine(line);
        Console.WriteLine(line);

        Assert.All(Chips, chip =>
        {
            Assert.Contains(Tests(chip), test => test.Name.StartsWith("Ours_", StringComparison.Ordinal));
            Assert.Contains(Tests(chip), test => test.Name.StartsWith("Theirs_", StringComparison.Ordinal));
        });
    }

    private static IEnumerable<MethodInfo> Tests(Type chip) =>
        chip.GetMethods().Where(method => method.GetCustomAttribute<FactAttribute>() is { Skip: null });

    private static int Rows(MethodInfo test)
    {
        if (test.GetCustomAttribute<TheoryAttribute>() is null)
            return 1;
        int inline = test.GetCustomAttributes<InlineDataAttribute>().Count();
        MemberDataAttribute? member = test.GetCustomAttribute<MemberDataAttribute>();
        return member is null ? inline : inline + ((IEnumerable)test.DeclaringType!
            .GetProperty(member.MemberName)!.GetValue(null)!).Cast<object>().Count();
    }
}
