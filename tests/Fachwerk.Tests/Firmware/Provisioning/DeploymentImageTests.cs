using System.Buffers.Binary;
using Fachwerk.Provisioning;
using Fachwerk.Tests.Guard;
using Xunit;

namespace Fachwerk.Tests.Firmware.Provisioning;

/// <summary>The deployment image; the layout of a header is that of nanoFramework's own tools.</summary>
public sealed class DeploymentImageTests
{
    // Two packages of which one has native methods that the table knows, one such that it does not know.
    private static readonly DeviceVersions Table = DeviceVersions.Parse("""
        | package | version | assembly | native version | checksum |
        | nanoFramework.CoreLibrary | 1.17.11 | mscorlib | 100.5.0.24 | 0x00000007 |
        | nanoFramework.System.Net | 1.11.60 | System.Net | | |
        | nanoFramework.System.Text | 1.3.42 | nanoFramework.System.Text | | 0x00000009 |
        """);

    private static PeFile Core => PeBuilder.Pe("mscorlib", "1.17.11.0", native: 7, length: 201);

    private static PeFile Net => PeBuilder.Pe(
        "System.Net", "1.11.60.0", native: 8, length: 206, needs: ("mscorlib", "1.17.10.0"));

    private static PeFile App => PeBuilder.Pe(
        "App", "1.0.0.0", length: 220, needs: [("mscorlib", "1.17.11.0"), ("System.Net", "1.11.60.0")]);

    [Fact]
    public void Files_stand_one_after_the_other_each_filled_up_to_four_bytes()
    {
        DeploymentImage image = DeploymentImage.Make([Core, Net, App], Table);

        Assert.Equal((204 + 208 + 220, 3), (image.Bytes.Length, image.Files.Count));
        Assert.Equal(Core.Bytes, image.Bytes[..201]);
        Assert.Equal([0, 0, 0], image.Bytes[201..204]);
        Assert.Equal(Net.Bytes, image.Bytes[204..410]);
        Assert.Equal(App.Bytes, image.Bytes[412..]);
    }

    /// <summary>The one file of a package that is here: version and checksum are those in its description.</summary>
    [Fact]
    public void The_devices_own_core_library_is_read()
    {
        PeFile core = new("mscorlib.pe", OwnCoreLibrary.Pe);

        Assert.Equal(("mscorlib", new Version(1, 17, 11, 0), 0x1549C856u),
            (core.Name, core.Version, core.NativeChecksum));
        Assert.Empty(core.Needs);
    }

    [Fact]
    public void The_names_of_references_are_read()
    {
        PeFile file = PeBuilder.Pe("App", "1.2.3.4", needs: [("System.Net", "1.11.60.0"), ("mscorlib", "1.17.11.0")]);

        Assert.Equal([new("System.Net", new(1, 11, 60, 0)), new("mscorlib", new(1, 17, 11, 0))], file.Needs);
        Assert.Equal(("App", new Version(1, 2, 3, 4)), (file.Name, file.Version));
    }

    [Theory]
    [InlineData("cut", "cut or damaged")]
    [InlineData("cut in the header", "cut or damaged")]
    [InlineData("a table before the header", "cut or damaged")]
    [InlineData("a name outside the strings", "cut or damaged")]
    [InlineData("a name that is no assembly's", "cut or damaged")]
    [InlineData("a name without an end", "cut or damaged")]
    [InlineData("no marker", "is no .pe file")]
    [InlineData("empty", "is no .pe file")]
    [InlineData("second format", "runtime of version 2")]
    public void A_file_that_is_none_is_refused_with_its_name(string what, string why)
    {
        byte[] bytes = Broken(what);

        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => new PeFile("a.pe", bytes));

        Assert.Contains("a.pe", refused.Message, StringComparison.Ordinal);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one", "application's")]
    [InlineData("no core", "mscorlib.pe is needed once")]
    [InlineData("core last", "comes last")]
    [InlineData("native last", "comes last")]
    [InlineData("package last", "comes last")]
    [InlineData("twice", "named twice")]
    [InlineData("too large", "fit on the device")]
    [InlineData("other version", "the device takes nanoFramework.System.Net 1.11.60")]
    [InlineData("other checksum", "has 0x00000009")]
    [InlineData("no native methods", "has 0x00000009")]
    [InlineData("unknown package", "stands in no row")]
    [InlineData("reference missing", "needs System.Net 1.11.60.0, which is not among the files")]
    [InlineData("reference to another", "was built with mscorlib 1.16.11.0")]
    public void Files_that_do_not_belong_together_are_refused(string what, string why)
    {
        PeFile[] files = what switch
        {
            "one" => [App],
            "no core" => [Net, App],
            "core last" => [App, Core],
            "native last" => [Core, Net, PeBuilder.Pe("Own.Native", "1.0.0.0", native: 1)],
            "package last" => [Core, Net, App, PeBuilder.Pe("nanoFramework.System.Text", "1.3.42.0", native: 9)],
            "twice" => [Core, Net, Net, App],
            "too large" => [Core, PeBuilder.Pe("System.Net", "1.11.60.0", length: DeploymentImage.LargeSpace), App],
            "other version" => [Core, PeBuilder.Pe("System.Net", "1.11.52.0", native: 8), App],
            "other checksum" => [Core, Net, PeBuilder.Pe("nanoFramework.System.Text", "1.3.42.0", native: 10), App],
            "no native methods" => [Core, Net, PeBuilder.Pe("nanoFramework.System.Text", "1.3.42.0"), App],
            "unknown package" => [Core, Net, PeBuilder.Pe("System.Device.Spi", "1.3.5.0", native: 1), App],
            "reference missing" => [Core, App],
            _ => [Core, Net, PeBuilder.Pe("App", "1.0.0.0", needs: ("mscorlib", "1.16.11.0"))],
        };

        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => DeploymentImage.Make(files, Table));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_table_does_not_know_is_told_for_comparison()
    {
        string[] lines = [.. ProvisioningCommands.Report(DeploymentImage.Make([Core, Net, App], Table), Table)];

        Assert.Equal(
            [
                "mscorlib 1.17.11.0, native 0x00000007",
                "System.Net 1.11.60.0, native 0x00000008: compare it with the device's",
                "App 1.0.0.0, no native methods"
            ], lines[..3]);
        Assert.Contains("0x1E0000", lines[3], StringComparison.Ordinal);
    }

    private static byte[] Broken(string what)
    {
        byte[] bytes = PeBuilder.Bytes("a", "1.0.0.0", 0, 200, []);
        Span<byte> name = bytes.AsSpan(36, 2);
        switch (what)
        {
            case "cut":
                return bytes[..150];
            case "cut in the header":
                return bytes[..60];
            case "empty":
                return [];
            case "a table before the header":
                bytes.AsSpan(44, 4).Clear();
                break;
            case "a name outside the strings":
                BinaryPrimitives.WriteUInt16LittleEndian(name, 400);
                break;
            case "a name that is no assembly's":
                BinaryPrimitives.WriteUInt16LittleEndian(name, 0xFE40);
                break;
            case "a name without an end":
                bytes.AsSpan(124, 4).Fill((byte)'a');
                bytes[108 + 11] = 0;
                break;
            case "no marker":
                bytes[0] = (byte)'M';
                break;
            default:
                bytes[5] = (byte)'2';
                break;
        }

        return bytes;
    }
}
