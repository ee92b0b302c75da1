using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fachwerk.Tests.Tidy;

/// <summary>
/// What was answered is on disk, and on a standby where there is one: only the files named here may commit without
/// waiting, each for a count of a moment. What is set from outside the sources is tried by DurableCommitTests.
/// </summary>
internal sealed class DurableCommitRule : ITidyRule
{
    private static readonly string[] Settings = ["synchronous_commit", "fsync", "full_page_writes"];

    private static readonly string[] Exempt = ["backend/Identity/SignInTries.cs", "backend/Outbox/DirtyTenants.cs"];

    public IEnumerable<Finding> Check(Repository repository)
    {
        foreach (RepositoryFile file in repository.Files.Where(IsMeant))
        {
            IEnumerable<(int Line, string Text)> texts = file.IsCSharp
                ? file.Syntax.DescendantTokens().Where(IsText).Select(token => (LineOf(token), token.ValueText))
                : file.Lines.Select((line, index) => (index + 1, line));
            foreach ((int line, string text) in texts)
            {
                if (Settings.FirstOrDefault(text.Contains) is { } setting)
                {
                    yield return file.At(line, "durable commit", setting,
                        "An answer is a promise: let the commit wait, or say in DurableCommitRule.cs why it need not.");
                }
            }
        }
    }

    private static bool IsMeant(RepositoryFile file) => file.Path.StartsWith("backend/", StringComparison.Ordinal)
        && (file.IsCSharp || file.Extension == ".sql") && !Exempt.Contains(file.Path);

    private static bool IsText(SyntaxToken token) => token.Kind() is SyntaxKind.StringLiteralToken
        or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.SingleLineRawStringLiteralToken
        or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.Utf8StringLiteralToken;

    private static int LineOf(SyntaxToken token) => token.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
}
