using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fachwerk.Tests.Tidy;

/// <summary>A slice of the backend uses only slices that its row of the table names.</summary>
internal sealed partial class SliceArrowRule : ITidyRule
{
    private const string Rule = "slice arrow";

    public IEnumerable<Finding> Check(Repository repository)
    {
        foreach (RepositoryFile file in repository.Files)
        {
            if (SliceOf(file) is not { } slice || slice == SliceTable.Hosting)
            {
                continue;
            }

            if (!SliceTable.MayUse.TryGetValue(slice, out string[]? mayUse))
            {
                yield return file.At(1, Rule, $"{slice} is not a slice of the table",
                    "A new slice needs a place in architecture and a row in SliceTable.cs.");
                continue;
            }

            foreach ((int line, string used) in file.IsCSharp ? UsesInCode(file) : UsesInPage(file))
            {
                if (used != slice && !mayUse.Contains(used))
                {
                    yield return file.At(line, Rule, $"{slice} uses {used}",
                        $"Arrows only point down: {slice} may use {string.Join(", ", mayUse)}. Turn the call around "
                        + "(the lower slice's interface, which the upper one registers), or move what both need down.");
                }
            }
        }
    }

    /// <summary>The folder under backend/; null for files of no slice.</summary>
    private static string? SliceOf(RepositoryFile file)
    {
        string[] parts = file.Path.Split('/');
        bool hasSlice = parts.Length > 2 && parts[0] == "backend" && (file.IsCSharp || file.Extension == ".cshtml")
            && parts[1] != "AuditVerifier";
        return hasSlice ? parts[1] : null;
    }

    private static IEnumerable<(int Line, string Slice)> UsesInCode(RepositoryFile file)
    {
        foreach (SyntaxNode node in file.Syntax.DescendantNodes())
        {
            if (node is not (QualifiedNameSyntax or MemberAccessExpressionSyntax)
                || node.Parent is BaseNamespaceDeclarationSyntax)
            {
                continue;
            }

            Match match = FullName().Match(node.ToString());
            string? slice = match.Success ? match.Groups["slice"].Value : RelativeUse(node);
            if (slice != null)
            {
                yield return (node.GetLocation().GetLineSpan().StartLinePosition.Line + 1, slice);
            }
        }
    }

    /// <summary>
    /// Inside Fachwerk.Backend.X the name Fleet.Order means Fachwerk.Backend.Fleet.Order, without any using.
    /// </summary>
    private static string? RelativeUse(SyntaxNode node) =>
        node is QualifiedNameSyntax { Left: IdentifierNameSyntax first }
        && node.FirstAncestorOrSelf<UsingDirectiveSyntax>() == null
        && (SliceTable.MayUse.ContainsKey(first.Identifier.Text) || first.Identifier.Text == SliceTable.Hosting)
            ? first.Identifier.Text
            : null;

    private static IEnumerable<(int Line, string Slice)> UsesInPage(RepositoryFile file)
    {
        for (int i = 0; i < file.Lines.Length; i++)
        {
            foreach (Match match in FullNameInPage().Matches(file.Lines[i]))
            {
                yield return (i + 1, match.Groups["slice"].Value);
            }
        }
    }

    [GeneratedRegex(@"^(global::)?Fachwerk\.Backend\.(?<slice>\w+)")]
    private static partial Regex FullName();

    [GeneratedRegex(@"\bFachwerk\.Backend\.(?<slice>\w+)")]
    private static partial Regex FullNameInPage();
}
