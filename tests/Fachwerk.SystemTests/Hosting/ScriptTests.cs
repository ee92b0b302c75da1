using System.Diagnostics;
using System.Runtime.Versioning;
using Xunit;

namespace Fachwerk.SystemTests.Hosting;

/// <summary>The script of the demo around programs that only say that they are ready.</summary>
[Trait("Promise", "S-04")]
[SupportedOSPlatform("linux")]
public sealed class ScriptTests : IDisposable
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead |
        UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    // Stands before the real one in PATH. What it is asked to run is written down.
    private const string Dotnet = """
        #!/bin/sh
        case "$1" in
          --list-sdks) echo "10.0.100 [here]"; exit 0 ;;
          build) exit 0 ;;
        esac
        echo "$*" >>"$STUB_LOG"
        echo $$ >>"$STUB_LOG"
        echo 'READY {"http":"http://x","tenant":"t","user":"u","password":"a secret","identities":"i"}'
        exec sleep 60
        """;

    private readonly TemporaryFolder _folder = new();

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

    [Fact]
    public async Task Ends_what_it_started_when_it_is_ended_itself()
    {
        var data = Directory.CreateDirectory(Path.Combine(_folder.FullPath, "data")).FullName;

        var (_, asked) = await RunDemoAsync(data, "");

        var started = asked.Split('\n').Where(line => int.TryParse(line, out _)).ToList();
        Assert.Equal(2, started.Count);
        Assert.DoesNotContain(started, id => Directory.Exists($"/proc/{id}"));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(string Output, string Asked)> RunDemoAsync(string data, string option)
    {
        var tools = Directory.CreateDirectory(Path.Combine(_folder.FullPath, "tools")).FullName;
        var dotnet = Path.Combine(tools, "dotnet");
        var log = Path.Combine(_folder.FullPath, "asked");
        await File.WriteAllTextAsync(dotnet, Dotnet, Ct);
        File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var start = new ProcessStartInfo(Script()) { RedirectStandardOutput = true };
        foreach (var argument in new[] { "demo", option }.Where(text => text.Length > 0))
            start.ArgumentList.Add(argument);
        start.Environment["PATH"] = $"{tools}:{start.Environment["PATH"]}";
        start.Environment["FACHWERK_DATA"] = data;
        start.Environment["STUB_LOG"] = log;
        start.Environment.Remove("FACHWERK_UDP");
        using var script = Process.Start(start)!;
        var output = "";
        while (await script.StandardOutput.ReadLineAsync(Ct) is { } line
            && !line.Contains("Ctrl-C stops", StringComparison.Ordinal))
            output += line + "\n";
        using var terminate = Process.Start("kill", ["-TERM", $"{script.Id}"]);
        await script.WaitForExitAsync(Ct);
        return (output, await File.ReadAllTextAsync(log, Ct));
    }

    private static string Script()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Fachwerk.slnx")))
            folder = folder.Parent;
        return Path.Combine(folder.FullName, "fachwerk");
    }
}
