using System.Runtime.Versioning;
using Fachwerk.Backend.Database;
using Xunit;

namespace Fachwerk.Tests.Backend.Database;

[Trait("Promise", "S-04")]
[SupportedOSPlatform("linux")]
public sealed class DataFolderTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"fachwerk-data-{Guid.NewGuid():N}");

    [Fact]
    public void A_new_one_is_its_owner_s_alone()
    {
        DataFolder.Open(_folder);

        Assert.Equal(Owner, File.GetUnixFileMode(_folder));
    }

    [Theory]
    [InlineData(Owner | Group | Others, Owner | UnixFileMode.GroupExecute)]
    [InlineData(Owner | Others, Owner)]
    [InlineData(Owner | UnixFileMode.GroupExecute, Owner | UnixFileMode.GroupExecute)]
    public void One_that_is_open_to_others_is_closed(UnixFileMode before, UnixFileMode after)
    {
        Directory.CreateDirectory(_folder);
        File.SetUnixFileMode(_folder, before);

        DataFolder.Open(_folder);

        Assert.Equal(after, File.GetUnixFileMode(_folder));
    }

    [Fact]
    public void What_is_written_there_is_its_owner_s_alone()
    {
        var data = DataFolder.Open(_folder);

        PrivateFile.Write(data.Of("written"), "first");
        PrivateFile.Write(data.Of("written"), "second");
        PrivateFile.WriteOnce(data.Of("once"), "first");
        PrivateFile.WriteOnce(data.Of("once"), "second");
        PrivateFile.Hold(data.Of("held")).Dispose();

        Assert.Equal(("second", "first"), (File.ReadAllText(data.Of("written")), File.ReadAllText(data.Of("once"))));
        Assert.Equal(["held", "once", "written"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
        Assert.All(Directory.GetFiles(_folder), file => Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }
}
