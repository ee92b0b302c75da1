namespace Fachwerk.Tests.Tidy;

/// <summary>
/// No address is built from what a request says of its host: anybody can make that up. Web/OwnOrigin.cs compares it.
/// </summary>
internal sealed class AddressFromHostRule : ITidyRule
{
    private static readonly string[] Exempt = ["backend/Web/OwnOrigin.cs"];

    private static readonly string[] Makers =
    [
        "Request.Host", "request.Host", "GetDisplayUrl", "GetEncodedUrl", "ActionLink", "PageLink", "GetUriByPage",
        "GetUriByAction", "GetUriByName", "GetUriByRouteValues", "headers.Host", "Headers.Host"
    ];

    public IEnumerable<Finding> Check(Repository repository)
    {
        foreach (RepositoryFile file in repository.Files.Where(file =>
            file.Path.StartsWith("backend/", StringComparison.Ordinal) && !Exempt.Contains(file.Path)
            && (file.IsCSharp || file.Extension == ".cshtml")))
        {
            for (int i = 0; i < file.Lines.Length; i++)
            {
                string line = file.Lines[i];
                if (Makers.FirstOrDefault(maker => line.Contains(maker, StringComparison.Ordinal)) is { } found)
                {
                    yield return file.At(i + 1, "address from Host", found,
                        "Write a path: the host is whatever the request says, also a stranger's.");
                }
            }
        }
    }
}
