using System.CommandLine;
using Fachwerk.Backend.Hosting;
using Fachwerk.Bench;
using Fachwerk.Benchmarks;
using Fachwerk.Drills;
using Fachwerk.Programs;
using Fachwerk.Provisioning;
using Fachwerk.Simulator.Commands;
using Fachwerk.SystemTests.Database;
using Fachwerk.World.Running;
using Xunit;

namespace Fachwerk.SystemTests.Programs;

/// <summary>
/// Every option of every program, read from the programs themselves, with values that it cannot take: one line says
/// which one and what would be right.
/// </summary>
public sealed class WrongOptionTests
{
    private const string NoFlag = "maybe";
    private static readonly string Here = typeof(WrongOptionTests).Assembly.Location;
    private static readonly string[] NoNumbers = ["abc", "", " ", "-1", "1.5x", "1e99", "99999999999999999999"];

    private static readonly string[] NothingElse = [];

    // What the required ones are given while another one is wrong.
    private static readonly Dictionary<string, string> Right = new()
    {
        ["--backend"] = Here,
        ["--data"] = Path.GetTempPath(),
        ["--script"] = Here,
        ["--options"] = "{}",
        ["--page"] = "http://127.0.0.1/",
        ["--out"] = Path.Combine(Path.GetTempPath(), "image.bin"),
        ["slug"] = "demo",
        ["files"] = Here
    };

    private static readonly Dictionary<string, Func<RootCommand>> Programs = new()
    {
        ["backend"] = () => BackendCommands.Create(new WallClock()),
        ["simulator"] = () => SimulatorCommands.Create(new WallClock()),
        ["provisioning"] = ProvisioningCommands.Create,
        ["bench"] = () => BenchCommand.Create(new WallClock()),
        ["benchmarks"] = () => BenchCommands.Create(new WallClock()),
        ["drills"] = () => DrillCommands.Create(new WallClock()),
        ["world"] = () => WorldCommand.Create(new WallClock())
    };

    public static TheoryData<string> Names => [.. Programs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_option_says_what_it_takes(string program)
    {
        var tried = 0;
        foreach (var (path, command) in CommandsOf(Programs[program]()))
        {
            foreach (var option in command.Options.Where(option => option.Name is not ("--help" or "--version")))
            {
                foreach (var wrong in WrongFor(option))
                {
                    string[] line = [.. path, .. NeededBy(command, option), .. wrong];
                    RefusedInOneLine(program, line, option.ValueType == typeof(bool) ? NoFlag : option.Name);
                    tried++;
                }
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{program}: {tried} wrong command lines");
        Assert.InRange(tried, 1, 1_000);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_there_is_not_is_refused(string program)
    {
        foreach (var (path, command) in CommandsOf(Programs[program]()))
            RefusedInOneLine(program, [.. path, .. NeededBy(command, null), "--nonsense"], "--nonsense");
    }

    [Theory]
    [InlineData("backend", "nonsense")]
    [InlineData("backend", "")]
    [InlineData("backend", "tenant")]
    [InlineData("backend", "tenant recovered --data .")]
    [InlineData("backend", "serve")]
    [InlineData("backend", "serve --data . --http http://127.0.0.1:5080/path")]
    [InlineData("backend", "serve --data . --http http://localhost:0")]
    [InlineData("backend", "serve --data . --http ftp://127.0.0.1")]
    [InlineData("simulator", "sim")]
    [InlineData("simulator", "sim --alone --identities .")]
    [InlineData("simulator", "sim --identities /no/such/folder")]
    [InlineData("simulator", "smoke --backend /no/such/file")]
    [InlineData("drills", "failover --backend /no/such/file")]
    [InlineData("benchmarks", "herd --picture /no/such/folder/picture.svg")]
    [InlineData("world", "--knob loss=-1")]
    [InlineData("world", "--days 0")]
    [InlineData("provisioning", "image --out /tmp/image.bin")]
    [InlineData("provisioning", "image --out /tmp/image.bin /no/such.pe")]
    public void What_does_not_fit_together_is_refused(string program, string line) => RefusedInOneLine(
        program, line.Split(' ', StringSplitOptions.RemoveEmptyEntries), "");

    [Theory]
    [MemberData(nameof(Names))]
    public void Help_is_no_mistake(string program)
    {
        foreach (var (path, _) in CommandsOf(Programs[program]()))
            Assert.Null(CommandLine.Complaint(Programs[program]().Parse([.. path, "--help"])));
    }

    private static void RefusedInOneLine(string program, string[] line, string about)
    {
        var complaint = CommandLine.Complaint(Programs[program]().Parse(line));
        var what = $"{program} {string.Join(' ', line.Select(word => word.Length == 0 ? "''" : word))}: {complaint}";

        Assert.True(complaint is not null, what);
        Assert.True(complaint.Contains(about, StringComparison.Ordinal), what);
        Assert.False(complaint.Contains('\n', StringComparison.Ordinal), what);
        Assert.False(complaint.Contains("System.", StringComparison.Ordinal), what);
        Assert.InRange(complaint.Length, 10, 300);
    }

    private static IEnumerable<(string[] Path, Command Command)> CommandsOf(Command root)
    {
        var waiting = new Queue<(string[] Path, Command Command)>([([], root)]);
        while (waiting.TryDequeue(out var next))
        {
            foreach (var inner in next.Command.Subcommands)
                waiting.Enqueue(([.. next.Path, inner.Name], inner));
            if (next.Command.Subcommands.Count == 0)
                yield return next;
        }
    }

    private static IEnumerable<string> NeededBy(Command command, Option? except) =>
    [
        .. command.Options.Where(option => option.Required && option != except)
            .SelectMany(option => new[] { option.Name, Right[option.Name] }),
        .. command.Arguments.Select(argument => Right[argument.Name]),
        .. command.Name == "sim" && except?.Name is not ("--alone" or "--identities") ? ["--alone"] : NothingElse
    ];

    private static IEnumerable<string[]> WrongFor(Option option)
    {
        if (option.ValueType == typeof(bool))
            return [[$"{option.Name}={NoFlag}"]];
        var isMany = option.Arity.MaximumNumberOfValues > 1;
        var isNumber = option.ValueType == typeof(int) || option.ValueType == typeof(int?)
            || option.ValueType == typeof(double?) || option.ValueType == typeof(ulong);
        IEnumerable<string> values = isNumber ? NoNumbers : isMany ? ["", " ", "no such thing"] : ["", " "];
        string[][] always = isMany ? [[option.Name]] : [[option.Name], [option.Name, "1", option.Name, "1"]];
        return [.. values.Select(value => new[] { option.Name, value }), .. always];
    }
}
