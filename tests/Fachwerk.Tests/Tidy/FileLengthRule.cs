namespace Fachwerk.Tests.Tidy;

/// <summary>A file of code stops at 400 lines.</summary>
internal sealed class FileLengthRule : ITidyRule
{
    public const int LinesMax = 400;

    public IEnumerable<Finding> Check(Repository repository)
    {
        foreach (RepositoryFile file in repository.Files.Where(file => file.IsCode))
        {
            int lines = file.Text.EndsWith('\n') ? file.Lines.Length - 1 : file.Lines.Length;
            if (lines > LinesMax)
            {
                yield return file.At(LinesMax + 1, "file length", $"{lines} lines",
                    $"Split it: aim under 200 lines, stop at {LinesMax}. A second responsibility is a second file.");
            }
        }
    }
}
