using System.Buffers.Binary;
using System.Text;
using Fachwerk.Provisioning;
using Xunit;

namespace Fachwerk.Tests.Firmware.Provisioning;

/// <summary>The deployment image; the layout of a header is that of nanoFramework's documentation.</summary>
public sealed class DeploymentImageTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Files_stand_one_after_the_other_each_filled_up_to_four_bytes(int format)
    {
        PeFile core = Pe("mscorlib.pe", 201, format, native: 7);
        PeFile native = Pe("System.Net.pe", 134, format, native: 9);
        PeFile app = Pe("Fachwerk.Esp32.pe", 120, format);

        DeploymentImage image = DeploymentImage.Make([core, native, app]);

        Assert.Equal((204 + 136 + 120, 3), (image.Bytes.Length, image.Files));
        Assert.Equal(core.Bytes, image.Bytes[..201]);
        Assert.Equal([0, 0, 0], image.Bytes[201..204]);
        Assert.Equal(native.Bytes, image.Bytes[204..338]);
        Assert.Equal(app.Bytes, image.Bytes[340..]);
    }

    [Theory]
    [InlineData("cut", "cut or damaged")]
    [InlineData("no marker", "is no .pe file")]
    [InlineData("empty", "is no .pe file")]
    [InlineData("marker alone", "cut or damaged")]
    public void A_file_that_is_none_is_refused_with_its_name(string what, string why)
    {
        byte[] whole = Pe("a.pe", 200, 2).Bytes;
        byte[] bytes = what switch
        {
            "cut" => whole[..150],
            "no marker" => [.. Encoding.ASCII.GetBytes("MZ"), .. whole[2..]],
            "empty" => [],
            _ => whole[..8],
        };

        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => new PeFile("a.pe", bytes));

        Assert.Contains("a.pe", refused.Message, StringComparison.Ordinal);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one", "application's")]
    [InlineData("no core", "mscorlib.pe is needed once")]
    [InlineData("core last", "comes last")]
    [InlineData("native last", "comes last")]
    [InlineData("two formats", "two versions")]
    [InlineData("twice", "named twice")]
    [InlineData("too large", "fit on the device")]
    public void Files_that_do_not_belong_together_are_refused(string what, string why)
    {
        PeFile core = Pe("mscorlib.pe", 200, 1, native: 7);
        PeFile net = Pe("System.Net.pe", 200, 1, native: 8);
        PeFile app = Pe("App.pe", 200, 1);
        PeFile[] files = what switch
        {
            "one" => [app],
            "no core" => [net, app],
            "core last" => [app, core],
            "native last" => [core, app, net],
            "two formats" => [core, net, Pe("App.pe", 200, 2)],
            "twice" => [core, net, net, app],
            _ => [core, Pe("System.Net.pe", DeploymentImage.BytesMax, 1, native: 8), app],
        };

        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => DeploymentImage.Make(files));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    private static PeFile Pe(string path, int length, int format, uint native = 0)
    {
        byte[] bytes = new byte[length];
        Encoding.ASCII.GetBytes($"NFMRK{format}").CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(20), native);
        int tables = format == 1 ? 40 : 36;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(tables + 15 * 4), (uint)length);
        return new PeFile(path, bytes);
    }
}
