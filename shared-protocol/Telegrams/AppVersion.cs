namespace Fachwerk.Protocol.Telegrams;

/// <summary>
/// An application version as a number: major · 4096 + minor · 64 + patch, minor and patch at most 63; so versions
/// compare as numbers and take 3 bytes on the wire.
/// </summary>
public static class AppVersion
{
    private const int PartMax = 63;
    private const int MajorMax = 65_535;

    /// <summary>Puts a version together.</summary>
    public static uint Encode(int major, int minor, int patch) =>
        ((uint)major << 12) | ((uint)minor << 6) | (uint)patch;

    /// <summary>The first part.</summary>
    public static int Major(uint version) => (int)(version >> 12);

    /// <summary>The second part.</summary>
    public static int Minor(uint version) => (int)(version >> 6) & PartMax;

    /// <summary>The third part.</summary>
    public static int Patch(uint version) => (int)version & PartMax;

    /// <summary>Reads "1.2.3"; a part that is missing is 0.</summary>
    /// <returns>False when there is anything else in it, or a part is too large.</returns>
    public static bool TryParse(string text, out uint version)
    {
        version = 0;
        int[] parts = new int[3];
        int part = 0;
        int digits = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '.' && digits > 0 && part < 2)
            {
                part++;
                digits = 0;
                continue;
            }

            if (c < '0' || c > '9') return false;
            digits++;
            parts[part] = parts[part] * 10 + (c - '0');
            if (parts[part] > (part == 0 ? MajorMax : PartMax)) return false;
        }

        version = Encode(parts[0], parts[1], parts[2]);
        return digits > 0;
    }
}
