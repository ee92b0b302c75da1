using System.Globalization;
using Fachwerk.Tests.Tidy;
using Xunit;

namespace Fachwerk.Tests.Guard.Budget;

/// <summary>
/// What the device's own IL spends on the virtual board (firmware/README.md, "What an instruction is"): a board that
/// takes longer is reset by its watchdog, or answers a key too late.
/// </summary>
[Trait("Promise", "D-12")]
public sealed class BudgetTests(ITestOutputHelper output)
{
    // By what the name of a measurement begins with; others are for information.
    private static readonly Dictionary<string, long> Budgets = new()
    {
        [BudgetRuns.Start] = 200_000,
        [BudgetRuns.Rest] = 4_000,
        [BudgetRuns.Other] = 20_000,
        [BudgetRuns.Key] = 60_000,
        [BudgetRuns.Offline] = 150_000
    };

    private static readonly string[] Scenarios =
    [
        BudgetRuns.Start, BudgetRuns.Rest, BudgetRuns.People, BudgetRuns.Talk, BudgetRuns.Table, BudgetRuns.Outage,
        BudgetRuns.Broken, BudgetRuns.Names, BudgetRuns.Away, BudgetRuns.Key, BudgetRuns.Offline
    ];

    // Wi-Fi and Ethernet board, in this order in the document.
    public static TheoryData<bool, string> Runs() => new(
        from ethernet in (bool[])[false, true] from scenario in Scenarios select (ethernet, scenario));

    [Theory]
    [MemberData(nameof(Runs))]
    public void Nothing_spends_more_than_its_budget(bool ethernet, string scenario)
    {
        IReadOnlyList<Spending> spent = CountedDevice.Current.Run(scenario, ethernet);

        foreach (Spending one in spent)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {one.What} | {one.Instructions:N0} |"));
        Spending[] over = [.. spent.Where(one => one.Instructions > BudgetOf(one.What))];
        Assert.NotEmpty(spent);
        Assert.True(over.Length == 0, string.Join(Environment.NewLine, over.Select(one =>
            $"{one.What}: {one.Instructions} instructions of {BudgetOf(one.What)}{Environment.NewLine}{one.Where}")));
        Assert.All(spent, one => AssertIsDocumented(one, column: ethernet ? 4 : 3));
    }

    // The dearest of all runs is one row; each run alone stays below it.
    private static void AssertIsDocumented(Spending one, int column)
    {
        bool isOfOther = one.What.StartsWith(BudgetRuns.Other, StringComparison.Ordinal);
        string row = "| " + (isOfOther ? BudgetRuns.Other : one.What);
        string? found = Repository.Current.Files.Single(file => file.Path == "firmware/README.md").Lines
            .Select(line => line.Replace("`", "", StringComparison.Ordinal))
            .FirstOrDefault(line => line.StartsWith(row, StringComparison.Ordinal));
        if (found is null)
            return;
        long documented = long.Parse(
            found.Split('|')[column].Trim().Split(' ')[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        Assert.InRange(one.Instructions, isOfOther ? 0 : documented * 95 / 100, documented * 105 / 100);
    }

    private static long BudgetOf(string what) => Budgets
        .Where(budget => what.StartsWith(budget.Key, StringComparison.Ordinal))
        .OrderByDescending(budget => budget.Key.Length)
        .Select(budget => budget.Value).DefaultIfEmpty(long.MaxValue).First();
}
