using System.Xml.Linq;
using Fachwerk.Provisioning;
using Fachwerk.Tests.Guard;
using Fachwerk.Tests.Tidy;
using Xunit;

namespace Fachwerk.Tests.Firmware.Provisioning;

/// <summary>One table says which packages run together; whatever else names a version says the same.</summary>
public sealed class DeviceVersionsTests
{
    private const string Compiler = "nanoFramework.Tools.MetadataProcessor.MsBuildTask";

    [Fact]
    public void The_device_projects_pin_the_versions_of_the_table()
    {
        IEnumerable<string> pinned = Items("firmware/Device.props", "PackageReference")
            .Where(item => item.Attribute("Version") != null && item.Attribute("Include")!.Value != Compiler)
            .Select(item => $"{item.Attribute("Include")!.Value} {item.Attribute("Version")!.Value}");

        Assert.Equal(DeviceVersions.Current.Packages.Select(row => $"{row.Package} {row.Version}"), pinned);
    }

    [Fact]
    public void The_guard_compiles_against_the_core_library_of_the_table()
    {
        DevicePackage row = DeviceVersions.Current.Holding("mscorlib")!;
        XElement item = Assert.Single(Items("tests/Fachwerk.Tests/Fachwerk.Tests.csproj", "PackageDownload"));

        Assert.Equal((row.Package, $"[{row.Version}]"),
            (item.Attribute("Include")!.Value, item.Attribute("Version")!.Value));
        Assert.Equal(row.Version, new Version(OwnCoreLibrary.Version.ToString(3)));
        Assert.Equal(row.Checksum, new PeFile("mscorlib.pe", OwnCoreLibrary.Pe).NativeChecksum);
    }

    [Fact]
    public void Each_list_is_of_a_package_of_the_table_and_names_its_assembly()
    {
        Assert.All(DeviceReferences.Edge.Assemblies, list =>
        {
            DevicePackage? row = DeviceVersions.Current.Holding(list.Name);
            Assert.True(row != null, $"No package of the table holds {list.Name}.");
            Assert.Equal($"{row.Package} {row.Version}", list.Package);
        });
    }

    /// <summary>Read off a real runtime: 1.0.38 asks for 0x343142CA, firmware of today has 0x1A1CC3FD.</summary>
    [Theory]
    [InlineData("1.0.38.0", 0x343142CAu, "the device takes")]
    [InlineData("1.0.43.0", 0x343142CAu, "It would not start")]
    [InlineData("1.0.43.0", 0x1A1CC3FDu, null)]
    public void A_cryptography_of_another_runtime_is_refused(string version, uint checksum, string? why)
    {
        PeFile[] files =
        [
            new("mscorlib.pe", OwnCoreLibrary.Pe),
            PeBuilder.Pe("nanoFramework.System.Security.Cryptography", version, checksum),
            PeBuilder.Pe("Fachwerk.Esp32", "0.0.0.0", needs: ("mscorlib", "1.17.11.0"))
        ];

        Exception? refused = Record.Exception(() => DeploymentImage.Make(files, DeviceVersions.Current));

        if (why == null)
            Assert.Null(refused);
        else
            Assert.Contains(why, Assert.IsType<InvalidDataException>(refused).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<XElement> Items(string path, string kind) => XDocument
        .Parse(Repository.Current.Files.Single(file => file.Path == path).Text).Descendants(kind);
}
