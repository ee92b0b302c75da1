using Fachwerk.Bench;
using Fachwerk.Firmware.Board;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Tests.Protocol;
using Xunit;

namespace Fachwerk.Tests.Firmware.Bench;

/// <summary>What of the board is the machine's own: cryptography, a file, devices that are not there.</summary>
[Trait("Promise", "F-05")]
public sealed class BenchPartsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fachwerk-bench-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Its_cryptography_is_the_one_of_the_published_vectors()
    {
        using FrameworkCrypto crypto = new();
        byte[] key = Hex.Bytes("2b7e151628aed2a6abf7158809cf4f3c");
        byte[] plain = Hex.Bytes("6bc1bee22e409f96e93d7e117393172a");
        byte[] iv = Hex.Bytes("000102030405060708090a0b0c0d0e0f");

        // NIST SP 800-38A, F.1.1 and F.2.1; RFC 4231, test case 1.
        Assert.Equal(Hex.Bytes("3ad77bb40d7a3660a89ecaf32466ef97"), crypto.Aes.EncryptEcb(key, plain));
        Assert.Equal(Hex.Bytes("7649abac8119b246cee98e9b12e9197d"), crypto.Aes.EncryptCbc(key, iv, plain));
        Assert.Equal(
            Hex.Bytes("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
            ((IHmacSha256)crypto).Compute([.. Enumerable.Repeat((byte)0x0B, 20)], [.. "Hi There"u8]));
    }

    [Fact]
    public void Its_file_keeps_what_was_written_for_its_owner_alone()
    {
        string path = Path.Combine(_folder.FullName, "bench.boot");
        FileMirror mirror = new(path);
        byte[] read = new byte[3];
        bool isThere = mirror.TryRead(read, 3);

        Assert.True(mirror.TryWrite([1, 2, 3, 4], 3));

        Assert.False(isThere);
        Assert.True(new FileMirror(path).TryRead(read, 3));
        Assert.Equal([1, 2, 3], read);
        Assert.False(mirror.TryRead(new byte[4], 4));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(path).UnixFileMode);
    }

    [Fact]
    public void Its_file_says_that_it_cannot_be_written()
    {
        FileMirror mirror = new(Path.Combine(_folder.FullName, "missing", "bench.boot"));

        Assert.False(mirror.TryWrite([1], 1));
        Assert.False(mirror.TryRead(new byte[1], 1));
    }

    [Fact]
    public void Its_name_servers_have_an_address_and_the_port_of_names()
    {
        NetworkAddress[] servers = [new(), new()];

        int count = new HostNetwork().ReadNameServers(servers);

        Assert.All(servers[..count], server => Assert.Equal(53, server.Port));
        Assert.All(servers[..count], server => Assert.NotEqual(0, server.Count));
    }

    [Fact]
    public void A_bus_or_chip_that_is_not_there_is_told_in_a_line()
    {
        BenchException bus = Assert.Throws<BenchException>(() => LinuxPorts.OpenBus(1_000));
        BenchException chip = Assert.Throws<BenchException>(() => LinuxPorts.OpenChip(1_000));

        Assert.StartsWith("There is no /dev/i2c-1000. ", bus.Message, StringComparison.Ordinal);
        Assert.StartsWith("There is no /dev/gpiochip1000. ", chip.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_cannot_be_opened_is_told_in_a_line()
    {
        BenchException refused = Assert.Throws<BenchException>(
            () => LinuxPorts.Demand("/proc/self/mem/none", "i2c", "Look elsewhere"));

        Assert.Equal("There is no /proc/self/mem/none. Look elsewhere.", refused.Message);
    }
}
