using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fachwerk.Tests.Tidy;

/// <summary>No regions and no notes to oneself.</summary>
internal sealed partial class LeftOverRule : ITidyRule
{
    public IEnumerable<Finding> Check(Repository repository)
    {
        foreach (RepositoryFile file in repository.Files.Where(file => file.IsCode))
        {
            for (int i = 0; i < file.Lines.Length; i++)
            {
                Match note = Note().Match(file.Lines[i]);
                if (note.Success)
                {
                    yield return file.At(i + 1, "left-over", note.Value,
                        "Do it, or say it in the closing note of the issue: no such notes on main.");
                }
            }
        }

        foreach (RepositoryFile file in repository.CSharpFiles)
        {
            foreach (SyntaxNode node in file.Syntax.DescendantNodes(descendIntoTrivia: true))
            {
                if (node is RegionDirectiveTriviaSyntax)
                {
                    yield return file.At(node, "left-over", "a region",
                        "Remove it; what needs folding needs a type of its own.");
                }
            }
        }
    }

    // Spelt with a class of one letter, so that the rule does not find itself.
    [GeneratedRegex(@"\b(TOD[O]|FIXM[E])\b")]
    private static partial Regex Note();
}
