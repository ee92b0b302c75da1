using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fachwerk.Tests.Tidy;

/// <summary>
/// What backend and simulator write may hold secrets: files and folders are made by PrivateFile.cs alone, which closes
/// them to other users.
/// </summary>
internal sealed class PrivateFileRule : ITidyRule
{
    private static readonly string[] Folders = ["backend/", "hardware-sim/"];

    // A setting of the machine's PostgreSQL, which its own user reads.
    private static readonly string[] Exempt = ["backend/Database/PostgresBinaries.cs"];

    private static readonly string[] Makers =
    [
        "File.AppendAll", "File.Create", "File.Open", "File.WriteAll", "Directory.CreateDirectory", "new FileStream(",
        "new StreamWriter("
    ];

    public IEnumerable<Finding> Check(Repository repository) =>
        from file in repository.CSharpFiles
        where Folders.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal))
            && file.Name != "PrivateFile.cs" && !Exempt.Contains(file.Path)
        from node in file.Syntax.DescendantNodes()
        where node is InvocationExpressionSyntax or ObjectCreationExpressionSyntax
        let maker = Makers.FirstOrDefault(maker => node.ToString().StartsWith(maker, StringComparison.Ordinal))
        where maker is not null && !node.ToString().StartsWith("File.OpenRead", StringComparison.Ordinal)
        select file.At(node, "private file", maker, "Use PrivateFile: others of the machine may not read it.");
}
