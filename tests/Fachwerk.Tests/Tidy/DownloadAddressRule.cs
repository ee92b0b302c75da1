using System.Text.RegularExpressions;

namespace Fachwerk.Tests.Tidy;

/// <summary>Where packages come from is a matter of the machine: no lock file and no configuration names it.</summary>
internal sealed partial class DownloadAddressRule : ITidyRule
{
    public IEnumerable<Finding> Check(Repository repository)
    {
        foreach (RepositoryFile file in repository.Files)
        {
            for (int i = 0; i < file.Lines.Length; i++)
            {
                if (NamesSource(file, file.Lines[i]))
                {
                    yield return file.At(i + 1, "download address", file.Lines[i].Trim(),
                        "Remove it: .npmrc has omit-lockfile-registry-resolved=true, then run npm install again.");
                }
            }
        }
    }

    private static bool NamesSource(RepositoryFile file, string line) => file.Name.ToUpperInvariant() switch
    {
        "PACKAGE-LOCK.JSON" or "NPM-SHRINKWRAP.JSON" or "PACKAGES.LOCK.JSON" => ResolvedAddress().IsMatch(line),
        ".NPMRC" => Registry().IsMatch(line),
        "NUGET.CONFIG" => line.Contains("://", StringComparison.Ordinal),
        _ => false
    };

    [GeneratedRegex("\"resolved\"\\s*:\\s*\"[^\"]*:")]
    private static partial Regex ResolvedAddress();

    [GeneratedRegex(@"\bregistry\s*=")]
    private static partial Regex Registry();
}
