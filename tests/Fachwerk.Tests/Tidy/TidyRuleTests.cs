using Xunit;

namespace Fachwerk.Tests.Tidy;

/// <summary>Every rule can fail: each finds what breaks it and leaves alone what does not.</summary>
public class TidyRuleTests
{
    private const string Class = "namespace Fachwerk.Backend.Fleet;\nclass Sample\n{\n";

    [Fact]
    public void A_file_may_have_400_lines_and_not_401()
    {
        string fullFile = string.Concat(Enumerable.Repeat("//\n", 400));

        Refuses(new FileLengthRule(), "backend/Fleet/Sample.cs", fullFile + "//\n", line: 401);
        Accepts(new FileLengthRule(), "backend/Fleet/Sample.cs", fullFile);
        Accepts(new FileLengthRule(), "backend/packages.lock.json", fullFile + "//\n");
    }

    [Fact]
    public void A_line_may_have_120_columns_and_not_121()
    {
        Refuses(new LineLengthRule(), "backend/Fleet/Sample.sql", "\n" + new string('-', 121), line: 2);
        Refuses(new LineLengthRule(), "fachwerk", "#!/bin/sh\n" + new string('#', 121), line: 2);
        Accepts(new LineLengthRule(), "backend/Fleet/Sample.sql", new string('-', 120) + "\r\n");
    }

    [Fact]
    public void A_method_may_have_70_lines_and_not_71()
    {
        string body = string.Concat(Enumerable.Repeat(";\n", 67));

        Refuses(new MethodLengthRule(), "backend/Fleet/Sample.cs", $"{Class}void M()\n{{\n{body};\n}}\n}}", line: 4);
        Refuses(new MethodLengthRule(), "backend/Fleet/Sample.cs",
            $"{Class}void M()\n{{\nvoid Local()\n{{\n{body};\n}}\n}}\n}}", line: 4, findings: 2);
        Accepts(new MethodLengthRule(), "backend/Fleet/Sample.cs", $"{Class}void M()\n{{\n{body}}}\n}}");
    }

    [Fact]
    public void A_program_may_have_70_lines_and_not_71()
    {
        string program = string.Concat(Enumerable.Repeat("Run();\n", 70));

        Refuses(new MethodLengthRule(), "backend/Program.cs", program + "Run();\n", line: 1);
        Accepts(new MethodLengthRule(), "backend/Program.cs", program);
    }

    [Theory]
    [InlineData("class Sample { int[,] grid; }")]
    [InlineData("class Sample { object grid = new int[2, 3]; }")]
    [InlineData("#if DEBUG\n#endif\nclass Sample { }")]
    public void Portable_code_takes_no_grids_and_no_conditions(string text)
    {
        Refuses(new PortableSyntaxRule(), "firmware/Keypad/Sample.cs", text, line: 1);
        Refuses(new PortableSyntaxRule(), "shared-protocol/Cbor/Sample.cs", text, line: 1);
        Accepts(new PortableSyntaxRule(), "hardware-sim/Sample.cs", text);
        Accepts(new PortableSyntaxRule(), "firmware/Provisioning/Sample.cs", text);
    }

    [Fact]
    public void Portable_code_takes_arrays_of_arrays() =>
        Accepts(new PortableSyntaxRule(), "firmware/Keypad/Sample.cs", "class Sample { int[][] grid; }");

    [Fact]
    public void Notes_and_regions_are_left_overs()
    {
        Refuses(new LeftOverRule(), "backend/Fleet/Sample.cs", "// TO" + "DO later", line: 1);
        Refuses(new LeftOverRule(), "backend/wwwroot/cabinet.js", "\n// FIX" + "ME", line: 2);
        Refuses(new LeftOverRule(), "backend/Fleet/Sample.cs", "class Sample\n{\n#region A\n#endregion\n}", line: 3);
        Accepts(new LeftOverRule(), "backend/Fleet/Sample.cs", "class Todo { string s = \"todo\"; }");
    }

    [Theory]
    [InlineData("class CodeManager { }")]
    [InlineData("static class StringHelpers { }")]
    [InlineData("struct ByteUtil { }")]
    [InlineData("record ClockImpl(int A);")]
    [InlineData("class Outer { enum DepotInfo { } }")]
    [InlineData("delegate void DoorHelper();")]
    public void Names_that_fit_everything_are_refused(string text)
    {
        Refuses(new TypeNameRule(), "backend/Fleet/Sample.cs", text, line: 1);
        Accepts(new TypeNameRule(), "backend/Fleet/Sample.cs", "class InfoLine { UserManager<User> users; }");
    }

    [Theory]
    [InlineData("namespace Fachwerk.Backend;\nclass Sample { }")]
    [InlineData("namespace Fachwerk.Backend.Fleet.Inner { class Sample { } }")]
    [InlineData("class Sample { }")]
    public void A_namespace_that_is_not_the_folder_is_refused(string text)
    {
        (string, string) project = ("backend/Fachwerk.Backend.csproj", "<Project />");

        Refuses(new NamespaceRule(), Repository.Of(project, ("backend/Fleet/Sample.cs", text)), line: 1);
        Accepts(new NamespaceRule(), Repository.Of(project, ("backend/Fleet/Sample.cs", Class + "}")));
        Accepts(new NamespaceRule(), Repository.Of(project, ("backend/Program.cs", "Run();\npartial class Program;")));
        Refuses(new NamespaceRule(), "elsewhere/Sample.cs", Class + "}", line: 1);
    }

    [Theory]
    [InlineData("\"/ho" + "me/anna/depot\"")]
    [InlineData("FOLDER=/ro" + "ot/data")]
    [InlineData("C:\\Us" + "ers\\anna")]
    public void A_folder_of_one_machine_is_refused(string text)
    {
        Refuses(new MachinePathRule(), "backend/Fleet/Sample.cs", text, line: 1);
        Accepts(new MachinePathRule(), "backend/Fleet/Sample.cs", "/usr/lib/postgresql /tmp/x ./work/x a/home/b");
    }

    [Fact]
    public void A_download_address_in_a_lock_file_is_refused()
    {
        const string Address = "  \"resolved\": \"https://registry.example/a.tgz\",";

        Refuses(new DownloadAddressRule(), "backend/package-lock.json", "{\n" + Address, line: 2);
        Refuses(new DownloadAddressRule(), "backend/.npmrc", "registry=https://registry.example/", line: 1);
        Refuses(new DownloadAddressRule(), "nuget.config", "<add key=\"a\" value=\"https://a.example/\" />", line: 1);
        Accepts(new DownloadAddressRule(), "backend/packages.lock.json", "\"resolved\": \"10.0.0\"");
        Accepts(new DownloadAddressRule(), "backend/package-lock.json", "\"url\": \"https://opencollective.com/a\"");
    }

    [Theory]
    [InlineData("var clock = TimeProvider.System;")]
    [InlineData("var clock = System.TimeProvider.System;")]
    [InlineData("#pragma warning disable CA1000, RS0030")]
    public void The_real_clock_stands_in_the_program_alone(string text)
    {
        Refuses(new ClockRule(), "backend/Fleet/Sample.cs", text, line: 1);
        Accepts(new ClockRule(), "backend/Program.cs", text);
        Accepts(new ClockRule(), "backend/Fleet/Sample.cs", "// not TimeProvider.System\nclass Sample { }");
    }

    [Fact]
    public void An_empty_catch_is_refused()
    {
        Refuses(new EmptyCatchRule(), "backend/Fleet/Sample.cs", "try { Run(); }\ncatch (E) { /* no */ }", line: 2);
        Accepts(new EmptyCatchRule(), "backend/Fleet/Sample.cs", "try { Run(); }\ncatch { Count(); }");
    }

    [Theory]
    [InlineData("code.Used++;")]
    [InlineData("--user.Account.Tries;")]
    [InlineData("opening.Sent += 2;")]
    [InlineData("Used++;")]
    [InlineData("depot.Live = depot.Live + 1;")]
    public void A_count_on_what_others_count_on_too_is_refused(string text)
    {
        Refuses(new SharedCountRule(), "backend/Fleet/Sample.cs", "Run();\n" + text, line: 2);
        Accepts(new SharedCountRule(), "backend/Fleet/Sample.cs", "// Under the claim.\n" + text);
        Accepts(new SharedCountRule(), "backend/Fleet/Sample.cs", text + " // Under the lock.");
        Accepts(new SharedCountRule(), "firmware/Keypad/Sample.cs", text);
        Accepts(new SharedCountRule(), "backend/Fleet/Sample.cs", "_left--; sum += row.Count; a.B = 1;");
        Accepts(new SharedCountRule(), "backend/Fleet/Sample.cs", "a.B += (_, _) => C();");
    }

    [Theory]
    [InlineData("backend/Web/Sample.cs", "var link = $\"https://{Request.Host}/\";")]
    [InlineData("backend/Web/Sample.cshtml", "<a href='@Url.PageLink()'>")]
    public void No_address_is_built_from_the_host(string path, string text)
    {
        Refuses(new AddressFromHostRule(), path, text, line: 1);
        Accepts(new AddressFromHostRule(), path, "var link = $\"{Request.PathBase}/\";");
    }

    [Theory]
    [InlineData("[LoggerMessage(6001, LogLevel.Debug, \"\")]")]
    [InlineData("[LoggerMessage(EventId = 6001)]")]
    [InlineData("[LoggerMessage(level: LogLevel.Debug, eventId: 6001, message: \"\")]")]
    public void No_event_id_is_given_twice(string text)
    {
        var other = ("backend/Audit/Other.cs", $"{Class}[LoggerMessage(6001, LogLevel.Error, \"\")] void L();\n}}");
        string next = text.Replace("6001", "6002", StringComparison.Ordinal);

        Refuses(new EventIdRule(), Repository.Of(other, ("backend/Fleet/Sample.cs", $"{Class}{text} void M();\n}}")),
            line: 4);
        Accepts(new EventIdRule(), Repository.Of(other, ("backend/Fleet/Sample.cs", $"{Class}{next} void M();\n}}")));
    }

    [Theory]
    [InlineData("backend/Fleet/Sample.cs", "class A { const string B = \"set local synchronous_commit = off\"; }")]
    [InlineData("backend/Fleet/Sample.cs", "class A { string B(int c) => $\"{c} -c synchronous_commit=off\"; }")]
    [InlineData("backend/Fleet/Sample.cs", "class A { const string B = \"\"\"alter system set fsync = off\"\"\"; }")]
    [InlineData("backend/Gateway/Sample.sql", "select set_config('synchronous_commit', 'local', true)")]
    public void A_commit_that_waits_for_nothing_is_named(string path, string text)
    {
        Refuses(new DurableCommitRule(), path, text, line: 1);
        Accepts(new DurableCommitRule(), path.Replace("Sample.sql", "Sample.md", StringComparison.Ordinal)
            .Replace("Fleet/Sample", "Outbox/DirtyTenants", StringComparison.Ordinal), text);
        Accepts(new DurableCommitRule(), "tests/Fachwerk.World/Sample.cs", "class A { string B = \"fsync=off\"; }");
        Accepts(new DurableCommitRule(), "backend/Fleet/Sample.cs", "/// <c>fsync=off</c> in tests\nclass A;");
    }

    [Theory]
    [InlineData("backend/Fleet/Sample.cs", "File.WriteAllText(path, text);")]
    [InlineData("backend/Fleet/Sample.cs", "var file = new FileStream(path, FileMode.Create);")]
    [InlineData("hardware-sim/Depots/Sample.cs", "Directory.CreateDirectory(path);")]
    public void Files_are_made_by_private_file_alone(string path, string text)
    {
        Refuses(new PrivateFileRule(), path, text, line: 1);
        Accepts(new PrivateFileRule(), path.Replace("Sample", "PrivateFile", StringComparison.Ordinal), text);
        Accepts(new PrivateFileRule(), "tests/Fachwerk.Tests/Sample.cs", text);
        Accepts(new PrivateFileRule(), path, "File.ReadAllText(path); File.Move(path, other);");
    }

    [Theory]
    [InlineData("Process.Start(\"kill\", number);")]
    [InlineData("using var process = Process.GetProcessById(number);")]
    [InlineData("RunAsync(\"pg_ctl\", \"stop\");")]
    [InlineData("File.ReadLines(Path.Combine(folder, \"postmaster.pid\")).First();")]
    [InlineData("using var handle = ProcessHandle.TryOpen(number);")]
    public void Nobody_is_signalled_by_a_number(string text)
    {
        Refuses(new SignalRule(), "tests/Fachwerk.Drills/Sample.cs", text, line: 1);
        Accepts(new SignalRule(), "backend/Database/ClusterProcesses.cs", text);
        Accepts(new SignalRule(), "backend/Database/Sample.cs", "child.Kill(); Say(\"kill it\"); // postmaster.pid");
    }

    [Theory]
    [InlineData("kill -TERM \"$(cat pid)\"")]
    [InlineData("sleep 1; pkill -f dotnet")]
    [InlineData("if true; then kill $pid; fi")]
    public void No_script_signals_a_number(string text)
    {
        Refuses(new SignalRule(), "fachwerk", "#!/bin/sh\n" + text, line: 2);
        Accepts(new SignalRule(), "fachwerk", "#!/bin/sh\nkill -0 $a; kill -TERM $(jobs -pr)\n# kill $pid");
        Accepts(new SignalRule(), "backend/README.md", text);
    }

    [Theory]
    [InlineData("class Other { }")]
    [InlineData("record Other(int A);")]
    [InlineData("record Other(int A);\nclass Another { }")]
    [InlineData("class Sample { }\nclass OtherConfiguration { }")]
    [InlineData("interface Sample { }\ninterface IOther { }")]
    public void A_file_has_one_main_type_of_its_name(string text) =>
        Refuses(new MainTypeRule(), "backend/Fleet/Sample.cs", text, line: null);

    [Theory]
    [Trait("Promise", "D-11")]
    [InlineData("_seen = _parts.Clock.UnixSeconds;")]
    [InlineData("_seen = _parts.Journal.Time;")]
    [InlineData("_seen = _journal.Time;")]
    public void What_a_depot_keeps_is_not_dated_by_a_time_that_it_only_knows(string text)
    {
        Refuses(new KnownTimeRule(), "firmware/Storage/Sample.cs", text, line: 1);
        Accepts(new KnownTimeRule(), "firmware/Storage/Sample.cs", "_seen = _parts.Clock.AgreedSeconds;");
        Accepts(new KnownTimeRule(), "firmware/Link/StatusReport.cs", text);
        Accepts(new KnownTimeRule(), "hardware-sim/Sample.cs", text);
    }

    [Fact]
    public void A_class_of_the_firmware_is_given_the_parts_it_uses()
    {
        const string text = "class Sample(DepotParts parts) { int Doors => parts.Bank.Compartments; }";

        Refuses(new OwnPartsRule(), "firmware/Keypad/Sample.cs", text, line: 1);
        Accepts(new OwnPartsRule(), "firmware/Depot.cs", text);
        Accepts(new OwnPartsRule(), "tests/Fachwerk.World/Sample.cs", text);
    }

    [Theory]
    [InlineData("_journal.TryAppend(EventKind.CodeAccepted, 3, _codeId, 0);")]
    [InlineData("_journal.TryAppend(kind == 0 ? EventKind.Reopened : kind, 3, 0, 0);")]
    [InlineData("_journal?.TryAppend(EventKind.OrderStarted, 3, _codeId, 0);")]
    [InlineData("_journal.TryAppend(Reopened, 3, _codeId, 0);")]
    [InlineData("_journal.TryAppend(kind, 3, 0, 0);")]
    [InlineData("_bank.TrySwitchOn(3);")]
    [InlineData("_pins.TriggerSolenoidSupply();")]
    [InlineData("var driver = new SolenoidDriver(bank, pins, sensor);")]
    public void Only_the_opener_gives_a_pulse_and_writes_its_event(string text)
    {
        Refuses(new OpeningPathRule(), "firmware/Keypad/Sample.cs", text, line: 1);
        Accepts(new OpeningPathRule(), "tests/Fachwerk.Tests/Sample.cs", text);
        Accepts(new OpeningPathRule(), "firmware/Keypad/Sample.cs",
            "_journal.TryAppend(EventKind.CodeRefused, 3, 0, 0); _opening.FillForCode(EventKind.Reopened, 3);");
    }

    [Theory]
    [InlineData("async Task RunAsync() { await Work(); }")]
    [InlineData("Task RunAsync() => Work();")]
    [InlineData("async Task RunAsync() { try { await Work(); } catch (IOException cause) { Log(cause); } }")]
    [InlineData("async Task RunAsync() { await TryAsync(Work); await Work(); }")]
    public void What_is_started_and_not_awaited_catches_everything(string started)
    {
        const string catching = "async Task TryAsync(Func<Task> work) { try { await work(); } " +
            "catch (Exception cause) { Log(cause); } }";
        string text = $"class Sample {{ void Go() {{ _ = RunAsync(); }} {started} {catching} }}";
        string run = text.Replace("RunAsync();", "Task.Run(RunAsync);", StringComparison.Ordinal);
        string watched = text.Replace("= RunAsync", "= TryAsync", StringComparison.Ordinal);

        Refuses(new UnwatchedWorkRule(), "backend/Fleet/Sample.cs", text, line: 1);
        Refuses(new UnwatchedWorkRule(), "backend/Fleet/Sample.cs", run, line: 1);
        Accepts(new UnwatchedWorkRule(), "backend/Fleet/Sample.cs", watched);
        Accepts(new UnwatchedWorkRule(), "tests/Fachwerk.Tests/Sample.cs", text);
    }

    [Fact]
    public void Loops_of_a_service_do_not_wait_for_each_other()
    {
        const string loops = "class Sample { Task ExecuteAsync() => Task.WhenAll(SendAsync(), ListenAsync()); }";

        Refuses(new UnwatchedWorkRule(), "backend/Fleet/Sample.cs", loops, line: 1);
        Accepts(new UnwatchedWorkRule(), "backend/Fleet/Sample.cs",
            loops.Replace("Task.WhenAll", "Loops.RunAsync", StringComparison.Ordinal));
    }

    [Fact]
    public void Small_companions_may_live_with_the_main_type()
    {
        string longRecord = "record Row\n{\n" + new string('\n', MainTypeRule.CompanionLinesMax) + "}";

        Accepts(new MainTypeRule(), "backend/Fleet/Sample.cs", "class Sample { }\nrecord Row(int A);\nenum Kind { }");
        Accepts(new MainTypeRule(), "backend/Live/Messages.cs", "record Changed(int A);\nrecord Snapshot(int B);");
        Accepts(new MainTypeRule(), "backend/Fleet/Sample.Rows.cs", "partial class Sample { class Inner { } }");
        Accepts(new MainTypeRule(), "backend/Fleet/Sample.cs", "class Sample { }\nclass SampleConfiguration { }");
        Accepts(new MainTypeRule(), "backend/Portal/Index.cshtml.cs", "class IndexModel { }");
        Refuses(new MainTypeRule(), "backend/Fleet/Sample.cs", "class Sample { }\n" + longRecord, line: 2);
    }

    [Fact]
    public void Two_paths_differ_in_more_than_the_case()
    {
        Refuses(new PathCaseRule(), Repository.Of(("tests/Planted/a.patch", ""), ("tests/planted", "")), line: 1);
        Refuses(new PathCaseRule(), Repository.Of(("tests/A.cs", ""), ("Tests/B.cs", "")), line: 1);
        Accepts(new PathCaseRule(), Repository.Of(("tests/A.cs", ""), ("tests/B/A.cs", "")));
    }

    private static void Accepts(ITidyRule rule, string path, string text) => Accepts(rule, Repository.Of(path, text));

    private static void Accepts(ITidyRule rule, Repository repository) => Assert.Empty(rule.Check(repository));

    private static void Refuses(ITidyRule rule, string path, string text, int? line, int findings = 1) =>
        Refuses(rule, Repository.Of(path, text), line, findings);

    private static void Refuses(ITidyRule rule, Repository repository, int? line, int findings = 1)
    {
        Finding[] found = [.. rule.Check(repository)];

        Assert.Equal(findings, found.Length);
        Assert.Equal(line ?? found[0].Line, found[0].Line);
    }
}
