using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fachwerk.Tests.Tidy;

/// <summary>
/// In the backend nothing fails unheard. What is started and not awaited catches every exception itself, or hands it on
/// to what does; and loops that a service cannot do without do not wait for each other, so that one could be missing.
/// </summary>
internal sealed class UnwatchedWorkRule : ITidyRule
{
    public IEnumerable<Finding> Check(Repository repository)
    {
        foreach (var file in repository.CSharpFiles.Where(file =>
            file.Path.StartsWith("backend/", StringComparison.Ordinal)))
        {
            foreach (var started in Started(file.Syntax).Where(call => !IsWatched(call, file.Syntax)))
                yield return file.At(started, "unwatched work", NameOf(started),
                    "An exception in it would be lost. Let it catch Exception and say so.");
            foreach (var waiting in Waiting(file.Syntax))
                yield return file.At(waiting, "loops side by side", "Task.WhenAll",
                    "It hides the end of one loop while the others run. Use Loops.RunAsync.");
        }
    }

    private static IEnumerable<InvocationExpressionSyntax> Started(SyntaxNode root) =>
        from assignment in root.DescendantNodes().OfType<AssignmentExpressionSyntax>()
        where assignment.Left is IdentifierNameSyntax { Identifier.Text: "_" }
        let call = assignment.Right as InvocationExpressionSyntax
        where call is not null && (NameOf(call).EndsWith("Async", StringComparison.Ordinal) || IsRun(call))
        select call;

    // Of the service's own loops; what is asked of several servers at once is another matter.
    private static IEnumerable<SyntaxNode> Waiting(SyntaxNode root) =>
        from method in root.DescendantNodes().OfType<MethodDeclarationSyntax>()
        where method.Identifier.Text == "ExecuteAsync"
        from call in method.DescendantNodes().OfType<InvocationExpressionSyntax>()
        where call.Expression.ToString() == "Task.WhenAll"
        select call;

    private static bool IsWatched(InvocationExpressionSyntax call, SyntaxNode root)
    {
        var name = IsRun(call) ? call.ArgumentList.Arguments[0].ToString() : NameOf(call);
        return root.DescendantNodes().OfType<MethodDeclarationSyntax>()
            .Where(method => method.Identifier.Text == name)
            .Any(method => CatchesAll(method) || HandsOn(method, root));
    }

    // All that it waits for catches.
    private static bool HandsOn(MethodDeclarationSyntax method, SyntaxNode root)
    {
        var awaited = method.DescendantNodes(node => node is not AnonymousFunctionExpressionSyntax)
            .OfType<AwaitExpressionSyntax>().Select(one => one.Expression)
            .Append(method.ExpressionBody?.Expression).Where(one => one is not null).ToList();
        return awaited.Count > 0
            && awaited.All(one => one is InvocationExpressionSyntax inner && IsWatched(inner, root));
    }

    private static bool CatchesAll(MethodDeclarationSyntax method) =>
        method.DescendantNodes().OfType<CatchClauseSyntax>().Any(clause =>
            clause.Declaration is null or { Type: IdentifierNameSyntax { Identifier.Text: "Exception" } });

    private static bool IsRun(InvocationExpressionSyntax call) => call.Expression.ToString() == "Task.Run";

    private static string NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        IdentifierNameSyntax name => name.Identifier.Text,
        MemberAccessExpressionSyntax member => member.Name.Identifier.Text,
        _ => call.Expression.ToString()
    };
}
