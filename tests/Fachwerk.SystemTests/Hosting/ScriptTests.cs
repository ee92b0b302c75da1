using System.Diagnostics;
using System.Runtime.Versioning;
using Fachwerk.Backend.Database;
using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Hosting;

/// <summary>The script of the demo around programs that only say that they are ready.</summary>
[Trait("Promise", "S-04")]
[SupportedOSPlatform("linux")]
[Collection(nameof(Alone))]
public sealed class ScriptTests : IDisposable
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead |
        UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    // Stands before the real one in PATH. What it is asked to run is written down.
    private const string Dotnet = """
        #!/bin/sh
        case "$1" in
          --list-sdks) echo "10.0.100 [here]"; exit 0 ;;
          build)
            echo $$ >>"$STUB_LOG.build"
            echo "  Restored /somewhere/Some.csproj (in 2 s)."
            exec sleep "$STUB_BUILD" ;;
        esac
        echo "$*" >>"$STUB_LOG"
        echo $$ >>"$STUB_LOG"
        echo 'READY {"http":"http://x","tenant":"t","user":"u","password":"a secret","identities":"i"}'
        exec cat >/dev/null
        """;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly TemporaryFolder _folder = new();
    private string? _udp;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "--udp 127.0.0.1:5683")]
    [InlineData("--udp-any", "--udp [::]:5683")]
    public async Task Keeps_what_it_writes_to_its_owner_and_telegrams_to_this_machine(string option, string udp)
    {
        var data = Directory.CreateDirectory(Path.Combine(_folder.FullPath, "data")).FullName;
        var earlier = Path.Combine(data, "backend.out");
        await File.WriteAllTextAsync(earlier, "of an earlier version", Ct);
        File.SetUnixFileMode(data, Others | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.SetUnixFileMode(earlier, Others | UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var (output, asked) = await RunDemoAsync(data, option);

        Assert.Contains("a secret", output, StringComparison.Ordinal);
        Assert.Contains("a secret", await File.ReadAllTextAsync(earlier, Ct), StringComparison.Ordinal);
        Assert.Contains(udp, asked, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(data) & Others);
        Assert.DoesNotContain(new DirectoryInfo(data).EnumerateFiles(), file => (file.UnixFileMode & Others) != 0);
    }

    [Theory]
    [InlineData("Terminate", 0)]
    [InlineData("Kill", 5)]
    public async Task Ends_what_it_started_however_it_is_ended_itself(string signal, int seconds)
    {
        var data = Directory.CreateDirectory(Path.Combine(_folder.FullPath, "data")).FullName;

        var (_, asked) = await RunDemoAsync(data, "", Enum.Parse<Signal>(signal));

        var started = asked.Split('\n').Where(line => int.TryParse(line, out _)).ToList();
        Assert.Equal(2, started.Count);
        await GoneAsync(started, TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public async Task Says_what_it_is_doing_while_a_build_takes_long_and_can_be_ended_meanwhile()
    {
        var data = Directory.CreateDirectory(Path.Combine(_folder.FullPath, "data")).FullName;
        using var script = Start(data, ["demo"], buildSeconds: 60);

        var first = await script.StandardError.ReadLineAsync(Ct);
        var second = await script.StandardError.ReadLineAsync(Ct);
        using (var handle = ProcessHandle.TryOpenChild(script))
            Assert.True(handle!.Send(Signal.Terminate));
        await script.WaitForExitAsync(Ct);

        Assert.Equal("fachwerk: building", first);
        Assert.Matches("^fachwerk: building for 1[0-9] s; last: Restored Some.csproj", second);
        await GoneAsync([.. (await File.ReadAllLinesAsync(Log + ".build", Ct))], TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("demo --depots 0")]
    [InlineData("demo --depots abc")]
    [InlineData("demo --depots")]
    [InlineData("demo --port 65535")]
    [InlineData("demo --port -1")]
    [InlineData("demo --udp 65536")]
    [InlineData("demo --udp 99999999999999999999")]
    [InlineData("demo --nonsense")]
    [InlineData("test --nonsense")]
    [InlineData("bench nonsense")]
    [InlineData("smoke --nonsense")]
    [InlineData("failover-drill 1")]
    [InlineData("start-drill --moments 0")]
    [InlineData("start-drill --nonsense")]
    [InlineData("fleet")]
    [InlineData("fleet recovered --above")]
    [InlineData("fleet recovered --above abc")]
    [InlineData("tenant recovered")]
    [InlineData("device")]
    [InlineData("device nonsense")]
    [InlineData("nonsense")]
    public async Task Refuses_what_it_does_not_take_in_one_line_before_it_builds(string arguments)
    {
        using var script = Start(Path.Combine(_folder.FullPath, "data"), arguments.Split(' '));

        var errors = await script.StandardError.ReadToEndAsync(Ct);
        await script.WaitForExitAsync(Ct);

        Assert.Equal(2, script.ExitCode);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("fachwerk: ", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Log + ".build"));
    }

    [Fact]
    public async Task Takes_the_port_of_telegrams_from_the_environment()
    {
        var data = Directory.CreateDirectory(Path.Combine(_folder.FullPath, "data")).FullName;
        _udp = "7001";

        var (_, asked) = await RunDemoAsync(data, "");

        Assert.Contains("--udp 127.0.0.1:7001", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_which_variable_is_wrong()
    {
        _udp = "70000";
        using var script = Start(_folder.FullPath, ["demo"]);

        var errors = await script.StandardError.ReadToEndAsync(Ct);
        await script.WaitForExitAsync(Ct);

        Assert.Equal(2, script.ExitCode);
        Assert.Equal("fachwerk: FACHWERK_UDP takes a whole number from 1 to 65535, not '70000'.", errors.Trim());
    }

    public void Dispose() => _folder.Dispose();

    private string Log => Path.Combine(_folder.FullPath, "asked");

    private async Task<(string Output, string Asked)> RunDemoAsync(
        string data, string option, Signal end = Signal.Terminate)
    {
        using var script = Start(data, [.. new[] { "demo", option }.Where(text => text.Length > 0)]);
        var output = "";
        while (await script.StandardOutput.ReadLineAsync(Ct) is { } line
            && !line.Contains("Ctrl-C stops", StringComparison.Ordinal))
            output += line + "\n";
        using (var handle = ProcessHandle.TryOpenChild(script))
            Assert.True(handle!.Send(end));
        await script.WaitForExitAsync(Ct);
        return (output, await File.ReadAllTextAsync(Log, Ct));
    }

    private Process Start(string data, string[] arguments, int buildSeconds = 0)
    {
        var tools = Directory.CreateDirectory(Path.Combine(_folder.FullPath, "tools")).FullName;
        var dotnet = Path.Combine(tools, "dotnet");
        File.WriteAllText(dotnet, Dotnet);
        File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var start = new ProcessStartInfo(Script(), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.Environment["PATH"] = $"{tools}:{start.Environment["PATH"]}";
        start.Environment["FACHWERK_DATA"] = data;
        start.Environment["STUB_LOG"] = Log;
        start.Environment["STUB_BUILD"] = $"{buildSeconds}";
        start.Environment["FACHWERK_UDP"] = _udp;
        return Process.Start(start)!;
    }

    private static async Task GoneAsync(IReadOnlyList<string> processes, TimeSpan most)
    {
        var time = new WallClock();
        var began = time.GetTimestamp();
        while (processes.Any(id => Directory.Exists($"/proc/{id}")))
        {
            Assert.InRange(time.GetElapsedTime(began), TimeSpan.Zero, most);
            await Task.Delay(Poll, time, Ct);
        }
    }

    private static string Script()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Fachwerk.slnx")))
            folder = folder.Parent;
        return Path.Combine(folder.FullName, "fachwerk");
    }
}
