using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Fachwerk.Tests.Tidy;

/// <summary>A method stops at 70 lines; so do the statements of a Program.cs.</summary>
internal sealed class MethodLengthRule : ITidyRule
{
    public const int LinesMax = 70;

    public IEnumerable<Finding> Check(Repository repository)
    {
        foreach (RepositoryFile file in repository.CSharpFiles)
        {
            foreach (SyntaxNode method in file.Syntax.DescendantNodes().Where(IsMethod))
            {
                int lines = LinesOf(file, method.Span);
                if (lines > LinesMax)
                {
                    yield return file.At(method, "method length", $"{NameOf(method)} has {lines} lines",
                        $"Aim under 40 lines, stop at {LinesMax}: give a step of it a name of its own.");
                }
            }

            GlobalStatementSyntax[] statements = [.. file.Syntax.Members.OfType<GlobalStatementSyntax>()];
            if (statements.Length > 0
                && LinesOf(file, TextSpan.FromBounds(statements[0].SpanStart, statements[^1].Span.End)) > LinesMax)
            {
                yield return file.At(statements[0], "method length", $"the program has more than {LinesMax} lines",
                    "Move what it composes into a type of its own.");
            }
        }
    }

    private static bool IsMethod(SyntaxNode node) =>
        node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax;

    private static int LinesOf(RepositoryFile file, TextSpan span)
    {
        FileLinePositionSpan lines = file.Syntax.SyntaxTree.GetLineSpan(span);
        return lines.EndLinePosition.Line - lines.StartLinePosition.Line + 1;
    }

    private static string NameOf(SyntaxNode method) => method switch
    {
        MethodDeclarationSyntax named => named.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        LocalFunctionStatementSyntax local => local.Identifier.Text,
        AccessorDeclarationSyntax accessor => accessor.Keyword.Text,
        _ => "an operator"
    };
}
