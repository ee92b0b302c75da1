using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Fachwerk.Backend.Identity;

/// <summary>A hash that no password verifies against, at the cost of a real one.</summary>
public sealed class DummyPassword(IOptions<PasswordHasherOptions> options)
{
    private readonly Lazy<string> _hash = new(() => new PasswordHasher<User>(options)
        .HashPassword(new User(), Convert.ToHexString(RandomNumberGenerator.GetBytes(32))));

    /// <summary>The hash, in the form of the framework's default hasher.</summary>
    public string Hash => _hash.Value;
}
