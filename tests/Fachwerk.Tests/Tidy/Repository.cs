namespace Fachwerk.Tests.Tidy;

/// <summary>The text files of the repository, read once for all rules.</summary>
internal sealed class Repository
{
    private static readonly string[] Skipped = ["bin", "obj", ".git", ".fachwerk", "node_modules", "wwwroot/lib"];
    private static readonly Lazy<Repository> OnDisk = new(() => Read(FindRoot()));

    private Repository(IReadOnlyList<RepositoryFile> files) => Files = files;

    /// <summary>The repository that this test was built from.</summary>
    public static Repository Current => OnDisk.Value;

    public IReadOnlyList<RepositoryFile> Files { get; }

    public IEnumerable<RepositoryFile> CSharpFiles => Files.Where(file => file.IsCSharp);

    /// <summary>A repository of one file, to show that a rule can fail.</summary>
    public static Repository Of(string path, string text) => Of((path, text));

    public static Repository Of(params (string Path, string Text)[] files) =>
        new([.. files.Select(file => new RepositoryFile(file.Path, file.Text))]);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder != null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Fachwerk.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Fachwerk.slnx in any folder above {AppContext.BaseDirectory}.");
    }

    private static Repository Read(string root)
    {
        List<RepositoryFile> files = [];
        Stack<string> folders = new([root]);
        while (folders.TryPop(out string? folder))
        {
            // In a second working tree .git is a file, so files are asked too.
            foreach (string entry in Directory.EnumerateFileSystemEntries(folder).Where(e => !IsSkipped(root, e)))
            {
                if (Directory.Exists(entry))
                {
                    folders.Push(entry);
                }
                else if (ReadText(entry) is { } text)
                {
                    files.Add(new RepositoryFile(Relative(root, entry), text));
                }
            }
        }

        return new Repository([.. files.OrderBy(file => file.Path, StringComparer.Ordinal)]);
    }

    /// <summary>Null for a file that is not text.</summary>
    private static string? ReadText(string path)
    {
        string text = File.ReadAllText(path);
        return text.Contains('\0', StringComparison.Ordinal) ? null : text;
    }

    private static bool IsSkipped(string root, string path)
    {
        string relative = Relative(root, path);
        return Skipped.Any(name => relative == name || relative.EndsWith("/" + name, StringComparison.Ordinal));
    }

    private static string Relative(string root, string path) => Path.GetRelativePath(root, path).Replace('\\', '/');
}
