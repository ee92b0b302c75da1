using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Fachwerk.Backend.Identity;

/// <summary>
/// Names a session: SHA-256, in hexadecimal digits, of the secret that its cookie carries. Who reads it, in the
/// database or in a list, cannot use it.
/// </summary>
public readonly record struct SessionId(string Value)
{
    private const int SecretBytes = 32;

    /// <summary>A secret for a new session's cookie.</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The session whose cookie carries this secret.</summary>
    public static SessionId Of(string secret) =>
        new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret))));
}
