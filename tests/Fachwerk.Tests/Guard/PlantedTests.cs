using Fachwerk.Tests.Tidy;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Fachwerk.Tests.Guard;

/// <summary>
/// The planted changes (tests/Planted, tests/Fachwerk.World/Planted) still fit the sources, and the tests that are to
/// die of them are there: what they do is tried by ./fachwerk planted and ./fachwerk world planted.
/// </summary>
public sealed class PlantedTests
{
    private const string OfTests = "tests/Planted/";
    private const string OfWorlds = "tests/Fachwerk.World/Planted/";
    private const string DiesOf = "Dies of: ";

    private static readonly Lazy<HashSet<string>> Tests = new(() =>
        [.. Repository.Current.CSharpFiles.Where(file => file.Name.EndsWith("Tests.cs", StringComparison.Ordinal))
            .SelectMany(file => file.Syntax.DescendantNodes().OfType<MethodDeclarationSyntax>())
            .Where(method => method.AttributeLists.SelectMany(list => list.Attributes)
                .Any(attribute => attribute.Name.ToString() is "Fact" or "Theory"))
            .Select(NameOf)]);

    public static TheoryData<string> All => [.. PatchesIn(OfTests), .. PatchesIn(OfWorlds)];

    public static TheoryData<string> Named => [.. PatchesIn(OfTests)];

    [Theory]
    [MemberData(nameof(All))]
    public void A_planted_change_fits_the_sources_and_leaves_the_tests_alone(string patch)
    {
        string[] files = TextOf(patch).Split("diff --git ")[1..];

        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            string path = file.Split('\n').Single(line => line.StartsWith("--- a/", StringComparison.Ordinal))[6..];
            string[] hunks = file.Split("\n@@ ")[1..];
            Assert.NotEmpty(hunks);
            Assert.All(hunks, hunk => Assert.Contains(Before(hunk), TextOf(path), StringComparison.Ordinal));
            Assert.DoesNotContain("tests/Fachwerk.Tests/", path, StringComparison.Ordinal);
            Assert.DoesNotContain("tests/Fachwerk.SystemTests/", path, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Named))]
    public void The_test_that_is_to_die_of_it_is_there(string patch)
    {
        string first = TextOf(patch).Split('\n')[0];

        Assert.StartsWith(DiesOf, first, StringComparison.Ordinal);
        Assert.Contains(first[DiesOf.Length..], Tests.Value);
    }

    [Fact]
    public void The_table_names_each_of_them()
    {
        IEnumerable<string> named = TextOf(OfTests + "README.md").Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]);

        Assert.Equal(
            PatchesIn(OfTests).Select(path => path[OfTests.Length..^".patch".Length]),
            named.Order(StringComparer.Ordinal));
    }

    private static string NameOf(MethodDeclarationSyntax method)
    {
        string space = method.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().Single().Name.ToString();
        string type = method.Ancestors().OfType<TypeDeclarationSyntax>().First().Identifier.Text;
        return $"{space}.{type}.{method.Identifier.Text}";
    }

    private static IEnumerable<string> PatchesIn(string folder) => Repository.Current.Files
        .Where(file => file.Path.StartsWith(folder, StringComparison.Ordinal) && file.Extension == ".patch")
        .Select(file => file.Path);

    private static string TextOf(string path) => Repository.Current.Files.Single(file => file.Path == path).Text;

    // The lines that a hunk keeps or takes out, one after the other.
    private static string Before(string hunk) => string.Concat(hunk.Split('\n')[1..]
        .Where(line => line.StartsWith(' ') || line.StartsWith('-')).Select(line => line[1..] + "\n"));
}
