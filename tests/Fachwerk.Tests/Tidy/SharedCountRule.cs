using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fachwerk.Tests.Tidy;

/// <summary>
/// A count on an object that was read from a database is lost when two count at once, so the backend counts in one
/// statement. Where a lock holds everybody else off, a comment <c>// Under …</c> says which.
/// </summary>
internal sealed class SharedCountRule : ITidyRule
{
    private const string Folder = "backend/";
    private const string Excuse = "// Under ";

    public IEnumerable<Finding> Check(Repository repository) =>
        from file in repository.CSharpFiles
        where file.Path.StartsWith(Folder, StringComparison.Ordinal)
        from node in file.Syntax.DescendantNodes()
        where CountsOn(node) is { } counted && IsProperty(counted) && !IsExcused(file, node)
        select file.At(node, "shared count", node.ToString(),
            "Count in one statement of the database, or name the lock: \"// Under the relay's claim.\"");

    // x.Count++, x.Count += n, x.Count = x.Count + n
    private static ExpressionSyntax? CountsOn(SyntaxNode node) => node switch
    {
        PostfixUnaryExpressionSyntax one when IsStep(one.Kind()) => one.Operand,
        PrefixUnaryExpressionSyntax one when IsStep(one.Kind()) => one.Operand,
        AssignmentExpressionSyntax { Right: AnonymousFunctionExpressionSyntax } => null, // a listener
        AssignmentExpressionSyntax sum when IsSum(sum.Kind()) => sum.Left,
        AssignmentExpressionSyntax { Right: BinaryExpressionSyntax sum } assignment
            when sum.Left.IsEquivalentTo(assignment.Left) || sum.Right.IsEquivalentTo(assignment.Left)
            => assignment.Left,
        _ => null
    };

    // Locals and private fields begin otherwise; they are one thread's or stand under their class's lock.
    private static bool IsProperty(ExpressionSyntax counted) => counted switch
    {
        MemberAccessExpressionSyntax => true,
        IdentifierNameSyntax name => char.IsUpper(name.Identifier.Text[0]),
        _ => false
    };

    private static bool IsStep(SyntaxKind kind) => kind is SyntaxKind.PostIncrementExpression
        or SyntaxKind.PostDecrementExpression or SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression;

    private static bool IsSum(SyntaxKind kind) =>
        kind is SyntaxKind.AddAssignmentExpression or SyntaxKind.SubtractAssignmentExpression;

    private static bool IsExcused(RepositoryFile file, SyntaxNode node)
    {
        var line = node.GetLocation().GetLineSpan().StartLinePosition.Line;
        return file.Lines[line].Contains(Excuse, StringComparison.Ordinal)
            || (line > 0 && file.Lines[line - 1].TrimStart().StartsWith(Excuse, StringComparison.Ordinal));
    }
}
