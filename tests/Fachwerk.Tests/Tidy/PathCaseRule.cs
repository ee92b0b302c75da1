namespace Fachwerk.Tests.Tidy;

/// <summary>No two paths differ in upper and lower case alone: on many file systems they are one.</summary>
internal sealed class PathCaseRule : ITidyRule
{
    public IEnumerable<Finding> Check(Repository repository)
    {
        Dictionary<string, string> seen = new(StringComparer.OrdinalIgnoreCase);
        foreach (RepositoryFile file in repository.Files)
        {
            foreach (string path in FoldersAndName(file.Path))
            {
                if (!seen.TryAdd(path, path) && seen[path] != path)
                    yield return file.At(1, "path", path, $"It is {seen[path]} but for the case: rename one of them.");
            }
        }
    }

    private static IEnumerable<string> FoldersAndName(string path)
    {
        for (int end = path.IndexOf('/'); end > 0; end = path.IndexOf('/', end + 1))
            yield return path[..end];
        yield return path;
    }
}
