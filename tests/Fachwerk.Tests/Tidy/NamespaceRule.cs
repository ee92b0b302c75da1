using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fachwerk.Tests.Tidy;

/// <summary>A namespace is the project's name followed by the folders below it.</summary>
internal sealed class NamespaceRule : ITidyRule
{
    // What stands in for the device's types bears their namespaces, so that the edge finds them.
    private const string StandIns = "hardware-sim/Runtime/StandIns/";

    public IEnumerable<Finding> Check(Repository repository)
    {
        RepositoryFile[] projects = [.. repository.Files.Where(file => file.Extension == ".csproj")
            .OrderByDescending(file => file.Path.Length)];
        foreach (RepositoryFile file in repository.CSharpFiles.Where(file => !IsBelow(StandIns, file)))
        {
            RepositoryFile? project = projects.FirstOrDefault(p => IsBelow(FolderOf(p), file));
            if (project == null)
            {
                yield return file.At(1, "namespace", "no project stands above this file",
                    "Move it into a project of the table in ProjectTable.cs.");
                continue;
            }

            string expected = ExpectedNamespace(project, file);
            BaseNamespaceDeclarationSyntax[] spaces =
                [.. file.Syntax.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>()];
            foreach (BaseNamespaceDeclarationSyntax space in spaces.Where(s => s.Name.ToString() != expected))
            {
                yield return file.At(space.Name, "namespace", $"{space.Name}",
                    $"Namespace equals folder: write {expected}, or move the file.");
            }

            if (spaces.Length == 0 && file.Name != "Program.cs"
                && file.Syntax.Members.FirstOrDefault(member => member is not GlobalStatementSyntax) is { } orphan)
            {
                yield return file.At(orphan, "namespace", "a type without a namespace", $"Write namespace {expected};");
            }
        }
    }

    private static string FolderOf(RepositoryFile file) => file.Path[..^file.Name.Length];

    private static bool IsBelow(string folder, RepositoryFile file) =>
        file.Path.StartsWith(folder, StringComparison.Ordinal);

    private static string ExpectedNamespace(RepositoryFile project, RepositoryFile file)
    {
        string folders = FolderOf(file)[FolderOf(project).Length..].Trim('/').Replace('/', '.');
        string root = project.Name[..^".csproj".Length];
        return folders.Length == 0 ? root : $"{root}.{folders}";
    }
}
