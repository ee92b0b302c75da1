using System.Xml;
using System.Xml.Linq;

namespace Fachwerk.Tests.Tidy;

/// <summary>Projects reference what the table allows, and nothing behind its back.</summary>
internal sealed class ProjectReferenceRule : ITidyRule
{
    private const string Rule = "project reference";

    public IEnumerable<Finding> Check(Repository repository)
    {
        foreach (RepositoryFile file in repository.Files.Where(file => file.Extension == ".csproj"))
        {
            ProjectRow? row = ProjectTable.Rows.FirstOrDefault(row => row.Path == file.Path);
            if (row == null)
            {
                yield return file.At(1, Rule, "a project that is not in the table",
                    "Another project needs a decision: DECISIONS.md, architecture, then a row in ProjectTable.cs.");
                continue;
            }

            XDocument project = XDocument.Parse(file.Text, LoadOptions.SetLineInfo);
            foreach (XElement item in project.Descendants().Where(item => item.Attribute("Include") != null))
            {
                if (Objection(row, item) is { } advice)
                {
                    string found = $"{item.Name.LocalName} {item.Attribute("Include")!.Value}";
                    yield return file.At(((IXmlLineInfo)item).LineNumber, Rule, found, advice);
                }
            }
        }
    }

    private static string? Objection(ProjectRow row, XElement item)
    {
        string include = item.Attribute("Include")!.Value.Replace('\\', '/');
        return item.Name.LocalName switch
        {
            "ProjectReference" when !row.MayReference.Contains(Resolve(row.Path, include)) =>
                $"{row.Path} may reference {Listed(row.MayReference)}. {row.Reason}",
            "PackageReference" when !row.TakesPackages =>
                $"{row.Path} takes no packages. {row.Reason}",
            "Reference" => "Reference projects and packages, never a built file.",
            "Compile" when include.StartsWith("..", StringComparison.Ordinal) && !row.LinksSources =>
                "Only the device projects link sources of others; reference the project.",
            "Using" when include.StartsWith("Fachwerk.", StringComparison.Ordinal) =>
                "A using for the whole project hides its arrows: write it in each file.",
            _ => null
        };
    }

    private static string Listed(string[] projects) =>
        projects.Length == 0 ? "no project" : string.Join(", ", projects);

    private static string Resolve(string project, string include)
    {
        List<string> parts = [.. project.Split('/')[..^1]];
        foreach (string part in include.Split('/'))
        {
            if (part != "..")
            {
                parts.Add(part);
            }
            else if (parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
        }

        return string.Join('/', parts);
    }
}
