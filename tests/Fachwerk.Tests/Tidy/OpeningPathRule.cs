using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fachwerk.Tests.Tidy;

/// <summary>
/// An opening is in the journal before its pulse, whoever asks for it: only DoorOpener writes the events that explain
/// one.
/// </summary>
internal sealed class OpeningPathRule : ITidyRule
{
    private static readonly string[] Kinds =
    [
        "CodeAccepted", "OfflineAccepted", "Reopened", "DepositSwapped", "OrderStarted"
    ];

    public IEnumerable<Finding> Check(Repository repository) =>
        from file in repository.CSharpFiles.Where(PortableFolders.Contains)
        from call in file.Syntax.DescendantNodes().OfType<InvocationExpressionSyntax>()
        where call.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "TryAppend" }
        from kind in call.ArgumentList.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
        where Kinds.Contains(kind.Name.Identifier.Text)
        select file.At(kind, "opening path", kind.ToString(), "Fill in an Opening and give it to DoorOpener.TryOpen.");
}
