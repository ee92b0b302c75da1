using System.Text.RegularExpressions;

namespace Fachwerk.Tests.Tidy;

/// <summary>No file names a folder of one machine.</summary>
internal sealed partial class MachinePathRule : ITidyRule
{
    public IEnumerable<Finding> Check(Repository repository)
    {
        foreach (RepositoryFile file in repository.Files)
        {
            for (int i = 0; i < file.Lines.Length; i++)
            {
                Match path = MachinePath().Match(file.Lines[i]);
                if (path.Success)
                {
                    yield return file.At(i + 1, "machine path", path.Value,
                        "It exists on one machine only: take a path relative to the repository, or an argument.");
                }
            }
        }
    }

    [GeneratedRegex(@"(?<![\w.~$})\]/-])/(root|home|work|Users)/\w+|\b[A-Za-z]:\\+Users\b")]
    private static partial Regex MachinePath();
}
