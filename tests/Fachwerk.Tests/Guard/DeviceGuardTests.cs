using Fachwerk.Tests.Tidy;
using Mono.Cecil;
using Xunit;

namespace Fachwerk.Tests.Guard;

/// <summary>
/// The code for the device stands on its listed API alone, and compiles against the device's own core library.
/// </summary>
public class DeviceGuardTests
{
    private static readonly Lazy<GuardOutcome> Portable =
        new(() => DeviceGuard.Check(PortableFiles, DeviceReferences.Current));

    private static readonly Lazy<GuardOutcome> Edge = new(() => DeviceGuard.Check(EdgeFiles, DeviceReferences.Edge));

    private static IEnumerable<RepositoryFile> PortableFiles =>
        Repository.Current.Files.Where(PortableFolders.Contains);

    private static IEnumerable<RepositoryFile> EdgeFiles => Repository.Current.Files
        .Where(file => PortableFolders.Contains(file) || IsIn(file, "firmware/Esp32/"));

    private static IEnumerable<RepositoryFile> SelfTestFiles => Repository.Current.Files
        .Where(file => IsIn(file, "shared-protocol/") || IsIn(file, "firmware/SelfTest/")
            || file.Path is "firmware/Esp32/NativeCrypto.cs" or "firmware/Board/ICryptoChip.cs");

    [Fact]
    public void Portable_code_compiles_and_runs_on_the_device() => Finding.RefuseAny(Portable.Value.Findings);

    [Fact]
    [Trait("Promise", "D-01")]
    public void Portable_code_compiles_against_the_devices_own_core_library()
    {
        RepositoryFile[] files = [.. PortableFiles];

        Finding.RefuseAny(DeviceGuard.Check(files, DeviceReferences.Own).Findings);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{files.Length} portable files compiled against {OwnCoreLibrary.FullName}");
    }

    [Fact]
    public void The_edge_compiles_against_the_devices_own_core_library() =>
        Finding.RefuseAny(DeviceGuard.Check(EdgeFiles, DeviceReferences.OwnEdge).Findings);

    [Fact]
    public void The_self_test_compiles_against_the_devices_own_core_library() =>
        Finding.RefuseAny(DeviceGuard.Check(SelfTestFiles, DeviceReferences.OwnEdge).Findings);

    [Fact]
    [Trait("Promise", "D-01")]
    public void The_edge_compiles_and_runs_on_the_device() => Finding.RefuseAny(Edge.Value.Findings);

    /// <summary>The runtime's own look-up of a name stops the whole program until a server answers.</summary>
    [Fact]
    [Trait("Promise", "D-05")]
    public void Nothing_asks_the_runtime_for_a_name()
    {
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(new MemoryStream(Edge.Value.Assembly));

        Assert.DoesNotContain("System.Net.Dns", assembly.MainModule.GetTypeReferences().Select(type => type.FullName));
        Assert.DoesNotContain(
            DeviceReferences.Edge.Assemblies.SelectMany(list => list.Types), type => type.FullName == "System.Net.Dns");
    }

    /// <summary>The first is obsolete, and an error in a build; the second knows no open network.</summary>
    [Theory]
    [InlineData("EnableAutomaticDns")]
    [InlineData("SetupNetworkHelper")]
    public void The_edge_does_without(string member)
    {
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(new MemoryStream(Edge.Value.Assembly));

        Assert.DoesNotContain(member, assembly.MainModule.GetMemberReferences().Select(reference => reference.Name));
    }

    /// <summary>
    /// The runtime sets its date from a public pool (SNTP) whenever it gets an address. Nothing here looks at that
    /// date: not the portable code, not the edge; Environment.TickCount64 counts from the start, whatever the date is.
    /// </summary>
    [Fact]
    public void Nothing_looks_at_the_date_that_the_runtime_takes_from_the_network()
    {
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(new MemoryStream(Edge.Value.Assembly));
        string[] used = [.. assembly.MainModule.GetTypeReferences().Select(type => type.FullName)];

        Assert.Contains("System.Environment", used);
        Assert.DoesNotContain(used, name => name is "System.DateTime" or "nanoFramework.Runtime.Native.Rtc"
            || name.Contains("Sntp", StringComparison.Ordinal));
    }

    [Fact]
    public void The_self_test_compiles_and_runs_on_the_device() =>
        Finding.RefuseAny(DeviceGuard.Check(SelfTestFiles, DeviceReferences.Edge).Findings);

    [Fact]
    public void Every_type_listed_as_in_use_is_used() =>
        RefuseUnused(Portable.Value.Assembly, DeviceReferences.Current);

    [Fact]
    public void Every_type_listed_for_the_edge_is_used() => RefuseUnused(Edge.Value.Assembly, DeviceReferences.Edge);

    private static bool IsIn(RepositoryFile file, string folder) =>
        file.IsCSharp && file.Path.StartsWith(folder, StringComparison.Ordinal);

    private static void RefuseUnused(byte[] image, DeviceReferences device)
    {
        Assert.NotEmpty(image);
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(new MemoryStream(image));
        HashSet<string> used = [.. assembly.MainModule.GetTypeReferences().Select(t => t.FullName.Replace('/', '+'))];
        ApiType[] listed = [.. device.Assemblies.SelectMany(list => list.Types)];
        foreach (ApiType type in listed.Where(type => used.Contains(type.FullName)))
        {
            used.UnionWith(BasesOf(type, listed));
        }

        Finding.RefuseAny(listed.Where(type => type.Section == ApiSection.InUse && !used.Contains(type.FullName))
            .Select(type => new Finding(type.Path, type.Line, "list of the device", $"{type.FullName} is not used",
                "Take it out: the lists say what of the device the code stands on.")));
    }

    private static IEnumerable<string> BasesOf(ApiType type, ApiType[] listed) => type.Bases.SelectMany(name =>
        listed.Where(candidate => candidate.FullName == name).SelectMany(b => BasesOf(b, listed)).Prepend(name));
}
