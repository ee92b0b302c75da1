namespace Fachwerk.Tests.Protocol;

/// <summary>Bytes as specifications print them.</summary>
internal static class Hex
{
    public static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    public static string Text(byte[] bytes, int offset, int count) =>
        Convert.ToHexStringLower(bytes.AsSpan(offset, count));

    public static string Text(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
