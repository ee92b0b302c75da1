using System.Security.Cryptography;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Secrets;
using Xunit;

namespace Fachwerk.Tests.Backend.Secrets;

[Trait("Promise", "S-04")]
public sealed class MasterKeyTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"fachwerk-key-{Guid.NewGuid():N}");

    [Fact]
    public void Unwraps_what_it_wrapped_for_the_same_purpose()
    {
        using var key = new MasterKey(new byte[32]);

        var wrapped = key.Wrap([1, 2, 3], "one");

        Assert.Equal([1, 2, 3], key.Unwrap(wrapped, "one"));
        Assert.Equal(MasterKey.Overhead + 3, wrapped.Length);
    }

    [Fact]
    public void Never_wraps_to_the_same_bytes_twice()
    {
        using var key = new MasterKey(new byte[32]);

        Assert.NotEqual(key.Wrap([1, 2, 3], "one"), key.Wrap([1, 2, 3], "one"));
    }

    [Fact]
    public void Refuses_another_purpose_another_key_and_any_flipped_byte()
    {
        using var key = new MasterKey(new byte[32]);
        using var other = new MasterKey([.. Enumerable.Repeat((byte)1, 32)]);
        var wrapped = key.Wrap([1, 2, 3], "one");

        Assert.ThrowsAny<CryptographicException>(() => key.Unwrap(wrapped, "two"));
        Assert.ThrowsAny<CryptographicException>(() => other.Unwrap(wrapped, "one"));
        for (var i = 0; i < wrapped.Length; i++)
        {
            var flipped = wrapped.ToArray();
            flipped[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => key.Unwrap(flipped, "one"));
        }

        Assert.ThrowsAny<CryptographicException>(() => key.Unwrap(wrapped.AsSpan(0, 20), "one"));
    }

    [Fact]
    public void Is_made_once_and_readable_by_its_owner_alone()
    {
        var data = DataFolder.Open(_folder);

        using var first = MasterKey.Open(data);
        using var second = MasterKey.Open(data);

        Assert.Equal(first.KeyId, second.KeyId);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(data.Of("master.key")));
    }

    [Fact]
    public void Refuses_a_damaged_file_in_one_line()
    {
        var data = DataFolder.Open(_folder);
        File.WriteAllText(data.Of("master.key"), "abc");

        var refusal = Assert.Throws<StartupRefusal>(() => MasterKey.Open(data));

        Assert.DoesNotContain('\n', refusal.Message);
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private static UnixFileMode ModeOf(string path) =>
        OperatingSystem.IsWindows() ? UnixFileMode.UserRead | UnixFileMode.UserWrite : File.GetUnixFileMode(path);
}
