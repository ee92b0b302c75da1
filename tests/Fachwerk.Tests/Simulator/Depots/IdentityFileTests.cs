using Fachwerk.Simulator.Depots;
using Xunit;

namespace Fachwerk.Tests.Simulator.Depots;

public sealed class IdentityFileTests : IDisposable
{
    private const string Good = """
        { "format": "fachwerk-identity-1", "controller": 1001, "transportSecret": "000102030405060708090a0b0c0d0e0f",
          "codeSecret": "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff", "epoch": 0, "gateways": ["127.0.0.1:5683", "[::1]:5683"],
          "compartments": 16, "name": "Depot Rathaus" }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fachwerk-identity-");

    [Fact]
    public void Reads_what_the_backend_issued()
    {
        IdentityFile file = Read(Good);

        Assert.Equal(1001u, file.Controller);
        Assert.Equal("Depot Rathaus", file.Name);
        Assert.Equal("127.0.0.1:5683,[::1]:5683", file.ToDepotIdentity().Gateways);
        Assert.Equal("10.0.0.1:5683", file.ToDepotIdentity("10.0.0.1:5683").Gateways);
        Assert.Equal(0xFF, file.ToDepotIdentity().CodeSecret[15]);
    }

    [Theory]
    [InlineData("identity-1", "identity-2", "format")]
    [InlineData("1001", "0", "controller")]
    [InlineData("1001", "-1", "$.controller")]
    [InlineData("0f\"", "0\"", "transportSecret")]
    [InlineData("f0f1", "xxxx", "codeSecret")]
    [InlineData("\"epoch\": 0", "\"epoch\": 256", "epoch")]
    [InlineData("127.0.0.1:5683", "127.0.0.1", "gateways")]
    [InlineData("127.0.0.1:5683", "127.0.0.1:0", "gateways")]
    [InlineData("16,", "65,", "compartments")]
    [InlineData("16,", "16", "JSON")]
    public void Says_which_file_is_wrong_and_what_is_wrong_with_it(string part, string instead, string told)
    {
        IdentityFileException exception = Assert.Throws<IdentityFileException>(
            () => Read(Good.Replace(part, instead, StringComparison.Ordinal)));

        Assert.Contains("1001.json", exception.Message, StringComparison.Ordinal);
        Assert.Contains(told, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("f2f3", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_folder_with_the_same_controller_twice()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "a.json"), Good);
        File.WriteAllText(Path.Combine(_folder.FullName, "b.json"), Good);

        Assert.Throws<IdentityFileException>(() => IdentityFile.ReadFolder(_folder.FullName));
    }

    [Fact]
    public void Refuses_a_folder_without_identities()
    {
        Assert.Throws<IdentityFileException>(() => IdentityFile.ReadFolder(_folder.FullName));
        Assert.Throws<IdentityFileException>(() => IdentityFile.ReadFolder(Path.Combine(_folder.FullName, "none")));
    }

    [Fact]
    public void Writes_for_its_owner_only()
    {
        string path = Path.Combine(_folder.FullName, "new.json");

        Read(Good).Write(path);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(path).UnixFileMode);
        Assert.Equal(Read(Good).TransportSecret, IdentityFile.Read(path).TransportSecret);
    }

    [Theory]
    [InlineData("127.0.0.1:5683", true)]
    [InlineData("127.9.9.9:1", true)]
    [InlineData("192.0.2.1:5683", false)]
    [InlineData("[::1]:5683", false)]
    [InlineData("localhost:5683", false)]
    [InlineData("nothing", false)]
    public void Knows_a_gateway_of_this_machine(string gateway, bool isLocal) =>
        Assert.Equal(isLocal, IdentityFile.IsOfThisMachine(gateway));

    public void Dispose() => _folder.Delete(recursive: true);

    private IdentityFile Read(string text)
    {
        string path = Path.Combine(_folder.FullName, "1001.json");
        File.WriteAllText(path, text);
        return IdentityFile.Read(path);
    }
}
