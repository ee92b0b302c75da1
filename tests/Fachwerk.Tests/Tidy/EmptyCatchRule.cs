using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fachwerk.Tests.Tidy;

/// <summary>Nobody catches and ignores.</summary>
internal sealed class EmptyCatchRule : ITidyRule
{
    public IEnumerable<Finding> Check(Repository repository) =>
        from file in repository.CSharpFiles
        from clause in file.Syntax.DescendantNodes().OfType<CatchClauseSyntax>()
        where clause.Block.Statements.Count == 0
        select file.At(clause, "empty catch", $"catch {clause.Declaration}".Trim(),
            "Catch only where something useful follows: count it, log it, answer it, or let it pass.");
}
