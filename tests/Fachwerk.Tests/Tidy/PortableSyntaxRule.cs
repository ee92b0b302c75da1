using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fachwerk.Tests.Tidy;

/// <summary>
/// What can be read off portable code without compiling it; the rest is found by the guard (Fachwerk.Tests.Guard).
/// </summary>
internal sealed class PortableSyntaxRule : ITidyRule
{
    public IEnumerable<Finding> Check(Repository repository)
    {
        foreach (RepositoryFile file in repository.Files.Where(PortableFolders.Contains))
        {
            foreach (SyntaxNode node in file.Syntax.DescendantNodes(descendIntoTrivia: true))
            {
                if (node is ArrayRankSpecifierSyntax { Rank: > 1 })
                {
                    yield return file.At(node, "portable code", "an array of several dimensions",
                        "It compiles and crashes the device: use one array and an index, or an array of arrays.");
                }
                else if (node is IfDirectiveTriviaSyntax)
                {
                    yield return file.At(node, "portable code", "#if",
                        "The simulator runs the very same code as the device: put the difference behind Board/.");
                }
            }
        }
    }
}
