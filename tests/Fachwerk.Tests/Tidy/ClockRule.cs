using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fachwerk.Tests.Tidy;

/// <summary>The real clock, and the leave to name it, stand in Program.cs alone.</summary>
internal sealed class ClockRule : ITidyRule
{
    private const string BannedApi = "RS0030";

    public IEnumerable<Finding> Check(Repository repository)
    {
        foreach (RepositoryFile file in repository.CSharpFiles.Where(file => file.Name != "Program.cs"))
        {
            foreach (SyntaxNode node in file.Syntax.DescendantNodes(descendIntoTrivia: true))
            {
                if (node is MemberAccessExpressionSyntax { Name.Identifier.Text: "System" } access
                    && access.Expression.ToString().Split('.')[^1] == nameof(TimeProvider))
                {
                    yield return file.At(node, "clock", "TimeProvider.System",
                        "Take a TimeProvider (backend) or now as an argument (rules); only Program.cs names it.");
                }
                else if (node is PragmaWarningDirectiveTriviaSyntax pragma
                    && pragma.ErrorCodes.Any(code => code.ToString() == BannedApi))
                {
                    yield return file.At(node, "clock", $"{BannedApi} switched off",
                        "Banned calls are allowed in Program.cs alone, where TimeProvider.System is named.");
                }
            }
        }
    }
}
