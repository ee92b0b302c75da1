using System.Security.Cryptography;
using System.Text;
using Fachwerk.Protocol.Codes;

namespace Fachwerk.Backend.Codes;

/// <summary>Digits of table codes and their keyed tags.</summary>
internal static class CodeDigits
{
    private const int TagLength = 8;

    /// <summary>Random digits, each as likely as any other.</summary>
    public static string Random(int count) => RandomNumberGenerator.GetString("0123456789", count);

    /// <summary>Whether someone may ask for these digits.</summary>
    public static bool AreValid(string digits) =>
        digits.Length is >= TableCode.DigitsMin and <= TableCode.DigitsMax && digits.All(char.IsAsciiDigit);

    /// <summary>HMAC-SHA-256(tableKey, ASCII digits)[0..7] (protocol.md, "Codes").</summary>
    public static byte[] Tag(byte[] tableKey, string digits) =>
        HMACSHA256.HashData(tableKey, Encoding.ASCII.GetBytes(digits))[..TagLength];
}
