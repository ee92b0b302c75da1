using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Fachwerk.Backend.Database;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace Fachwerk.Backend.Identity;

/// <summary>
/// A browser remembers the accounts that have signed in there (OWASP: device cookies). It says nothing of who sits
/// there and signs nobody in; it only tells those tries apart from a stranger's, so that a stranger who guesses
/// passwords cannot lock the owner out. Bound to the tenant and to the account's name, readable by every node:
/// <code>
/// 8 at most, the newest first, protected under the tenant's purpose
///   account   16 bytes, of SHA-256 over the normalised name
///   since      8 bytes big-endian, seconds since 1970 UTC
/// </code>
/// Scoped.
/// </summary>
public sealed class KnownDevices(IDataProtectionProvider protection, TenantContext tenant, TimeProvider time)
{
    /// <summary>Accounts of one browser, as at a control room's desk; the oldest is forgotten first.</summary>
    public const int AccountsMax = 8;

    /// <summary>A browser that nobody has signed in at for so long is a stranger again.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(365);

    private const string CookieName = "fachwerk.device";
    private const int TextLengthMax = 1_000;
    private const int NameBytes = 16;
    private const int EntryBytes = NameBytes + sizeof(long);

    private IDataProtector Protector => protection.CreateProtector("Fachwerk.KnownDevice",
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"tenant {tenant.Number} {tenant.Slug}"));

    /// <summary>What a request's browser has kept.</summary>
    public static string? Of(HttpRequest request) => request.Cookies[CookieName];

    /// <summary>Gives the answer's browser what it is to keep.</summary>
    public static void Keep(HttpContext context, string text) => context.Response.Cookies.Append(
        CookieName, text, new CookieOptions
        {
            Path = context.Request.PathBase.HasValue ? context.Request.PathBase.Value : "/",
            MaxAge = KeptFor,
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            IsEssential = true
        });

    /// <summary>Whether the account has signed in at this browser.</summary>
    /// <param name="text">What the browser has kept; whatever is not ours is nothing.</param>
    /// <param name="name">Normalised.</param>
    public bool Knows(string? text, string name)
    {
        var account = AccountOf(name);
        return Read(text).Any(entry => entry.AsSpan(0, NameBytes).SequenceEqual(account));
    }

    /// <summary>What the browser is to keep once the account has signed in there.</summary>
    public string With(string? text, string name)
    {
        var account = AccountOf(name);
        var entry = new byte[EntryBytes];
        account.CopyTo(entry, 0);
        BinaryPrimitives.WriteInt64BigEndian(entry.AsSpan(NameBytes), time.GetUtcNow().ToUnixTimeSeconds());
        byte[][] entries =
        [
            entry,
            .. Read(text).Where(other => !other.AsSpan(0, NameBytes).SequenceEqual(account)).Take(AccountsMax - 1)
        ];
        return WebEncoders.Base64UrlEncode(Protector.Protect([.. entries.SelectMany(one => one)]));
    }

    private static byte[] AccountOf(string name) => SHA256.HashData(Encoding.UTF8.GetBytes(name))[..NameBytes];

    private byte[][] Read(string? text)
    {
        if (text is null or { Length: > TextLengthMax })
            return [];
        try
        {
            var oldest = (time.GetUtcNow() - KeptFor).ToUnixTimeSeconds();
            return
            [
                .. Protector.Unprotect(WebEncoders.Base64UrlDecode(text)).Chunk(EntryBytes)
                    .Where(entry => BinaryPrimitives.ReadInt64BigEndian(entry.AsSpan(NameBytes)) > oldest)
            ];
        }
        catch (Exception cause) when (cause is CryptographicException or FormatException)
        {
            return [];
        }
    }
}
