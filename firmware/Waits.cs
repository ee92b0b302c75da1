namespace Fachwerk.Firmware;

/// <summary>Arithmetic of "how long until it must run again"; int.MaxValue = not before something changes.</summary>
internal static class Waits
{
    /// <summary>The shorter of two.</summary>
    public static int Least(int left, int right) => left < right ? left : right;

    /// <summary>Milliseconds until a moment, at least 1; none while it does not apply.</summary>
    public static int Until(bool applies, long dueMs, long nowMs)
    {
        if (!applies)
        {
            return int.MaxValue;
        }
        return dueMs > nowMs ? (int)(dueMs - nowMs) : 1;
    }
}
