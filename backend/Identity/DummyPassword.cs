using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;

namespace Fachwerk.Backend.Identity;

/// <summary>A hash that no password verifies against, at the cost of a real one.</summary>
public sealed class DummyPassword
{
    private readonly Lazy<string> _hash = new(() =>
        new PasswordHasher<User>().HashPassword(new User(), Convert.ToHexString(RandomNumberGenerator.GetBytes(32))));

    /// <summary>The hash, in the form of the framework's default hasher.</summary>
    public string Hash => _hash.Value;
}
