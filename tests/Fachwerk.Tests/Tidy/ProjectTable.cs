namespace Fachwerk.Tests.Tidy;

/// <summary>Who may reference whom, and why. Another project needs a decision (DECISIONS.md) and a row here.</summary>
internal static class ProjectTable
{
    private const string Protocol = "shared-protocol/Fachwerk.Protocol.csproj";
    private const string Firmware = "firmware/Fachwerk.Firmware.csproj";
    private const string Simulator = "hardware-sim/Fachwerk.Simulator.csproj";
    private const string DeviceRuntime = "hardware-sim/Runtime/Fachwerk.DeviceRuntime.csproj";
    private const string Backend = "backend/Fachwerk.Backend.csproj";
    private const string Provisioning = "firmware/Provisioning/Fachwerk.Provisioning.csproj";
    private const string Bench = "firmware/Bench/Fachwerk.Bench.csproj";
    private const string AuditVerifier = "backend/AuditVerifier/Fachwerk.AuditVerifier.csproj";

    private const string Programs = "programs/Fachwerk.Programs.csproj";
    private const string Witness = "tests/Fachwerk.Witness/Fachwerk.Witness.csproj";
    private const string World = "tests/Fachwerk.World/Fachwerk.World.csproj";
    private const string Benchmarks = "tests/Fachwerk.Benchmarks/Fachwerk.Benchmarks.csproj";
    private const string Drills = "tests/Fachwerk.Drills/Fachwerk.Drills.csproj";

    private static readonly string[] Everything =
        [Protocol, Firmware, Bench, Simulator, Backend, Provisioning, AuditVerifier, Programs];

    public static IReadOnlyList<ProjectRow> Rows { get; } =
    [
        new(Protocol, [], "It runs on the device and in every process: it knows nothing of ours.",
            TakesPackages: false),
        new(Firmware, [Protocol], "The controller knows the protocol; its surroundings are Board/ interfaces.",
            TakesPackages: false),
        new(Programs, [], "How our programs read a command line and follow their parent: nothing of the product."),
        new(DeviceRuntime, [Firmware], "The edge's buses as they are, on stand-ins for the device's API.",
            LinksSources: true),
        new(Simulator, [Protocol, Firmware, DeviceRuntime, Programs],
            "It stands in for the board and speaks to the backend by UDP and HTTP."),
        new(Backend, [Protocol, Programs], "It knows depots by their telegrams alone."),
        new(Provisioning, [Protocol, Programs], "The technician's tool speaks to the backend by HTTP."),
        new(Bench, [Protocol, Firmware, Programs],
            "It is a board for the controller, as the edge is, and nothing else."),
        new(AuditVerifier, [], "Whoever audits us shall need none of our code.", TakesPackages: false),
        new("firmware/Esp32/Fachwerk.Esp32.csproj", [], "The edge links the sources of both portable projects.",
            LinksSources: true),
        new("firmware/SelfTest/Fachwerk.SelfTest.csproj", [], "It links the sources of both portable projects.",
            LinksSources: true),
        new(Witness, [], "It holds both ends to the specification: it shares no code with them.", TakesPackages: false),
        new("tests/Fachwerk.Tests/Fachwerk.Tests.csproj", [.. Everything, Witness],
            "It sees all and runs the self-test's source.",
            LinksSources: true),
        new(World, [.. Everything, Witness], "Simulator and backend meet here."),
        new(Drills, [Protocol, Backend, Programs, Witness],
            "They break what an operator runs: databases and nodes, no board."),
        new("tests/Fachwerk.SystemTests/Fachwerk.SystemTests.csproj",
            [.. Everything, Witness, World, Drills, Benchmarks],
            "Tests may see all."),
        new(Benchmarks, Everything, "Benchmarks may see all.")
    ];
}

/// <param name="Path">The project file.</param>
/// <param name="MayReference">The project files that it may reference.</param>
/// <param name="Reason">Why not more.</param>
/// <param name="TakesPackages">False when it has to get by with the framework.</param>
/// <param name="LinksSources">True for device projects, which compile the sources of others.</param>
internal sealed record ProjectRow(
    string Path, string[] MayReference, string Reason, bool TakesPackages = true, bool LinksSources = false);
