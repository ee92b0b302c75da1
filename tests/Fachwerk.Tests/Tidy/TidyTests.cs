using Xunit;

namespace Fachwerk.Tests.Tidy;

/// <summary>The repository itself keeps the rules of CONVENTIONS.md that can be read off its files.</summary>
public class TidyTests
{
    private static readonly ITidyRule[] Rules =
    [
        new ProjectReferenceRule(), new SliceArrowRule(), new FileLengthRule(), new LineLengthRule(),
        new MethodLengthRule(), new PortableSyntaxRule(), new LeftOverRule(), new TypeNameRule(), new NamespaceRule(),
        new MachinePathRule(), new DownloadAddressRule(), new ClockRule(), new EmptyCatchRule(), new MainTypeRule(),
        new SharedCountRule(), new KnownTimeRule(), new PrivateFileRule(), new AddressFromHostRule(),
        new EventIdRule(), new DurableCommitRule(), new UnwatchedWorkRule(), new SignalRule(),
        new PathCaseRule(), new OwnPartsRule(), new OpeningPathRule()
    ];

    public static TheoryData<string> RuleNames => [.. Rules.Select(rule => rule.GetType().Name)];

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void The_repository_keeps_the_rule(string name)
    {
        ITidyRule rule = Rules.Single(rule => rule.GetType().Name == name);

        Finding.RefuseAny(rule.Check(Repository.Current));
    }

    [Fact]
    public void The_repository_was_read_whole()
    {
        string[] paths = [.. Repository.Current.Files.Select(file => file.Path)];

        Assert.Contains("Fachwerk.slnx", paths);
        Assert.Contains("firmware/Board/IBoard.cs", paths);
        Assert.Contains("tests/Fachwerk.Tests/Tidy/TidyTests.cs", paths);
        Assert.DoesNotContain(paths, path => path.Contains("/obj/", StringComparison.Ordinal));
    }
}
