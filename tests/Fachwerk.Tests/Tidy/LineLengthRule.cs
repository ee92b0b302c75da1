namespace Fachwerk.Tests.Tidy;

/// <summary>A line of code ends at column 120.</summary>
internal sealed class LineLengthRule : ITidyRule
{
    public const int ColumnsMax = 120;

    public IEnumerable<Finding> Check(Repository repository)
    {
        foreach (RepositoryFile file in repository.Files.Where(file => file.IsCode))
        {
            for (int i = 0; i < file.Lines.Length; i++)
            {
                int columns = file.Lines[i].TrimEnd('\r').Length;
                if (columns > ColumnsMax)
                {
                    yield return file.At(i + 1, "line length", $"{columns} columns",
                        $"Wrap it at {ColumnsMax} columns.");
                }
            }
        }
    }
}
