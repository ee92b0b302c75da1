using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fachwerk.Tests.Tidy;

/// <summary>
/// A number is not a process: after a crash the one in a file may be anybody's. Whose a process is decides
/// ClusterProcesses alone; children are stopped by closing what they read, or through their own Process object.
/// </summary>
internal sealed partial class SignalRule : ITidyRule
{
    // Where it is decided, where it is shown that the file is not believed, and where a test signals itself.
    private static readonly string[] Exempt =
    [
        "backend/Database/ClusterProcesses.cs", "backend/Database/PostgresFiles.cs",
        "backend/Database/ProcessHandle.cs", "tests/Fachwerk.SystemTests/Database/ForeignProcessTests.cs",
        "tests/Fachwerk.SystemTests/Bench/EndingSignalsTests.cs",
        "tests/Fachwerk.Drills/Starting/Neighbour.cs", "tests/Fachwerk.Tests/Tidy/SignalRule.cs"
    ];

    private static readonly string[] Words = ["kill", "pkill", "killall", "fuser", "pg_ctl", "postmaster.pid"];

    private static readonly string[] Calls =
        ["Process.GetProcessById", "Process.GetProcessesByName", "Process.GetProcesses", "ProcessHandle.TryOpen"];

    public IEnumerable<Finding> Check(Repository repository)
    {
        foreach (RepositoryFile file in repository.Files.Where(file => !Exempt.Contains(file.Path)))
        {
            IEnumerable<Finding> found = file.IsCSharp ? InCode(file)
                : file.Extension == ".sh" || file.Text.StartsWith("#!", StringComparison.Ordinal) ? InScript(file) : [];
            foreach (Finding finding in found)
                yield return finding;
        }
    }

    private static IEnumerable<Finding> InCode(RepositoryFile file)
    {
        foreach (SyntaxNode node in file.Syntax.DescendantNodes())
        {
            string? found = node switch
            {
                LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.StringLiteralExpression) =>
                    Words.FirstOrDefault(word => literal.Token.ValueText == word),
                InvocationExpressionSyntax call =>
                    Calls.FirstOrDefault(name => call.Expression.ToString() == name),
                _ => null
            };
            if (found is not null)
                yield return file.At(
                    node, "signal", found, "Ask ClusterProcesses whose it is, or hold the child itself.");
        }
    }

    private static IEnumerable<Finding> InScript(RepositoryFile file)
    {
        for (int i = 0; i < file.Lines.Length; i++)
        {
            Match match = Command().Match(file.Lines[i]);
            if (match.Success && !OwnChild().IsMatch(file.Lines[i]))
                yield return file.At(
                    i + 1, "signal", match.Groups[2].Value, "Signal own jobs alone: $(jobs -p) or %N.");
        }
    }

    [GeneratedRegex(@"(^|[;&|({]|\bthen|\bdo)\s*(kill|pkill|killall|fuser|pg_ctl)\s")]
    private static partial Regex Command();

    // Signal 0 tells nobody anything.
    [GeneratedRegex(@"kill -0 |kill [^;&|]*(\$\(jobs -p|%\d)")]
    private static partial Regex OwnChild();
}
