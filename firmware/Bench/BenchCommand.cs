using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Fachwerk.Programs;

namespace Fachwerk.Bench;

/// <summary>The command line of the bench.</summary>
internal static class BenchCommand
{
    private const string DefaultFolder = ".fachwerk/bench";

    private static readonly Option<string> Config = Options.PresentFile(
        "--config", "File that says what hangs where (default: a Raspberry Pi, as raspberry-pi.json has it)");

    private static readonly Option<int?> MainBus = Options.OptionalNumber(
        "--i2c", "N of /dev/i2c-N with expanders, clock, FRAM and supply sensor (default 1)", 0,
        PinPlace.NumberMax - 1);

    private static readonly Option<int?> PanelBus = Options.OptionalNumber(
        "--panel-i2c", "N of /dev/i2c-N with the display (default 3)", 0, PinPlace.NumberMax - 1);

    private static readonly Option<int?> Chip = Options.OptionalNumber(
        "--chip", "N of /dev/gpiochipN with the lines that name no other chip (default 0)", 0, PinPlace.NumberMax - 1);

    private static readonly Option<string> Identity = Options.PresentFile(
        "--identity", "Identity that the backend issued: is written into the FRAM unless it is there already");

    private static readonly Option<bool> Replace = new("--replace")
    {
        Description = "With --identity: also where the FRAM holds another identity, whose journal is lost then"
    };

    private static readonly Option<string> Data = Options.Folder("--data", "Folder of the file apart from the FRAM");

    internal static RootCommand Create(TimeProvider time) => new("The controller on a Linux board or USB adapter")
    {
        Build(time)
    };

    private static Command Build(TimeProvider time)
    {
        Data.DefaultValueFactory = _ => DefaultFolder;
        Command command = new("bench",
            "Runs the controller with the parts of the reference board on this machine's I²C buses and GPIO lines")
        {
            Config, MainBus, PanelBus, Chip, Identity, Replace, Data
        };
        command.Validators.Add(result =>
        {
            if (Options.IsSet(result, Replace) && result.GetResult(Identity) is null)
                result.AddError("--replace goes with --identity FILE");
        });
        command.SetAction((parsed, stop) => RunAsync(parsed, time, stop));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, TimeProvider time, CancellationToken stop)
    {
        try
        {
            string folder = Path.GetFullPath(parsed.GetRequiredValue(Data));
            using UdpSocket socket = new();
            using BenchBoard board = new(
                SettingsOf(parsed), LinuxPorts.OpenBus, LinuxPorts.OpenChip, socket, new HostNetwork(),
                new FileMirror(Path.Combine(MakeFolder(folder), "bench.boot")), time);
            void Say(string text) => Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{time.GetLocalNow():HH:mm:ss} {text}"));
            void Enrol()
            {
                if (parsed.GetValue(Identity) is { } file)
                    Say(BenchIdentity.Apply(board.MainBus, BenchIdentity.Read(file), parsed.GetValue(Replace)));
            }

            // A terminal that closes, and the quit key.
            using EndingSignals ending = new(stop, PosixSignal.SIGHUP, PosixSignal.SIGQUIT);
            await BenchRun.RunAsync(board, new BenchController(board, Say), Say, Enrol, time, ending.Stop);
            return 0;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"fachwerk device bench: {cause.Message.ReplaceLineEndings(" ")}");
            return 1;
        }
    }

    private static BenchSettings SettingsOf(ParseResult parsed)
    {
        BenchSettings read = parsed.GetValue(Config) is { } file ? BenchSettings.Read(file) : new BenchSettings();
        BenchSettings settings = read with
        {
            I2c = parsed.GetValue(MainBus) ?? read.I2c,
            PanelI2c = parsed.GetValue(PanelBus) ?? read.PanelI2c,
            Chip = parsed.GetValue(Chip) ?? read.Chip
        };
        return settings.Fault is { } fault ? throw new BenchException($"With these options, {fault}") : settings;
    }

    private static string MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            throw new BenchException("The bench needs Linux: its buses and lines are the kernel's.");
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
