using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Secrets;

/// <summary>
/// The key that wraps every other secret of the installation (AES-256-GCM). It lives in a file of the data folder,
/// made at the first start and readable by its owner alone.
/// <code>
/// wrapped: version[1] = 1 | key id[4] | nonce[12] | tag[16] | ciphertext[n]
/// additional data: version | key id | purpose in UTF-8
/// </code>
/// </summary>
public sealed class MasterKey : IDisposable
{
    private const byte Version = 1;
    private const int KeyLength = 32;
    private const int KeyIdLength = 4;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeadLength = 1 + KeyIdLength;

    /// <summary>How many bytes wrapping adds.</summary>
    public const int Overhead = HeadLength + NonceLength + TagLength;

    // A cipher object is not for two threads at once, so each call makes its own.
    private readonly byte[] _key;

    /// <param name="key">32 bytes.</param>
    public MasterKey(ReadOnlySpan<byte> key)
    {
        _key = key.ToArray();
        Span<byte> mark = stackalloc byte[32];
        HMACSHA256.HashData(key, "fachwerk master key id"u8, mark);
        KeyId = BinaryPrimitives.ReadUInt32BigEndian(mark);
    }

    /// <summary>Names the key with every ciphertext; tells nothing about it.</summary>
    public uint KeyId { get; }

    /// <summary>Reads <c>master.key</c> of the data folder, or makes it.</summary>
    /// <exception cref="StartupRefusal">The file is damaged or cannot be read or written.</exception>
    public static MasterKey Open(DataFolder data)
    {
        var path = data.Of("master.key");
        try
        {
            if (!File.Exists(path))
                PrivateFile.WriteOnce(
                    path, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyLength)) + "\n");
            var key = Convert.FromHexString(File.ReadAllText(path).Trim());
            if (key.Length == KeyLength)
                return new MasterKey(key);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or FormatException)
        {
            throw Refusal(path, StartupRefusal.FirstLine(cause.Message), cause);
        }

        throw Refusal(path, "it is not 64 hexadecimal digits", null);
    }

    /// <summary>Encrypts a secret for one purpose; a wrapped secret opens only under the same purpose.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> secret, string purpose)
    {
        var wrapped = new byte[Overhead + secret.Length];
        wrapped[0] = Version;
        BinaryPrimitives.WriteUInt32BigEndian(wrapped.AsSpan(1), KeyId);
        var nonce = wrapped.AsSpan(HeadLength, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(_key, TagLength);
        cipher.Encrypt(nonce, secret, wrapped.AsSpan(Overhead), wrapped.AsSpan(HeadLength + NonceLength, TagLength),
            AdditionalData(wrapped.AsSpan(0, HeadLength), purpose));
        return wrapped;
    }

    /// <exception cref="CryptographicException">Damaged, of another key, or wrapped for another purpose.</exception>
    public byte[] Unwrap(ReadOnlySpan<byte> wrapped, string purpose)
    {
        if (wrapped.Length < Overhead || wrapped[0] != Version)
            throw new CryptographicException("A wrapped secret has an unknown form.");
        if (BinaryPrimitives.ReadUInt32BigEndian(wrapped[1..]) != KeyId)
            throw new CryptographicException("A secret was wrapped under another master key than this node's.");
        var secret = new byte[wrapped.Length - Overhead];
        using var cipher = new AesGcm(_key, TagLength);
        cipher.Decrypt(wrapped.Slice(HeadLength, NonceLength), wrapped[Overhead..],
            wrapped.Slice(HeadLength + NonceLength, TagLength), secret,
            AdditionalData(wrapped[..HeadLength], purpose));
        return secret;
    }

    /// <summary>A key of 32 bytes for one purpose, the same on every node of the installation.</summary>
    public byte[] Derive(string purpose) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(purpose));

    public void Dispose() => CryptographicOperations.ZeroMemory(_key);

    private static byte[] AdditionalData(ReadOnlySpan<byte> head, string purpose) =>
        [.. head, .. Encoding.UTF8.GetBytes(purpose)];

    private static StartupRefusal Refusal(string path, string reason, Exception? cause) => new(
        $"The master key {path} cannot be used ({reason}). Nothing was changed. Restore the file from its " +
        "recovery key; without it the stored secrets cannot be read.", cause!);
}
