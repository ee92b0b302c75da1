namespace Fachwerk.Tests.Tidy;

/// <summary>A rule of CONVENTIONS.md that can be read off the files.</summary>
internal interface ITidyRule
{
    IEnumerable<Finding> Check(Repository repository);
}
