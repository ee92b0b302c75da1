namespace Fachwerk.Firmware;

/// <summary>
/// Time since the first look, made of a counter that begins anew: the runtime of the device counts steps of 10 ms in 32
/// bits (HARDWARE.md), which is 497 days. What it waits for it compares with that counter, so that a sleep across the
/// beginning would last 497 days more; <see cref="SleepMs"/> keeps the program awake for it.
/// </summary>
public sealed class Uptime
{
    /// <summary>Milliseconds after which the counter is 0 again.</summary>
    public const long PeriodMs = 4294967296L * 10;

    // Ours: two steps of the counter, and one for what passes between the look and the sleep.
    private const int AwakeMs = 30;

    private long _counterMs = -1;
    private long _uptimeMs;

    /// <summary>Takes a reading of the counter, at least one in every 497 days.</summary>
    /// <returns>Milliseconds since the first reading; never less than before.</returns>
    public long Read(long counterMs)
    {
        long passedMs = _counterMs < 0 ? 0 : counterMs - _counterMs;
        _counterMs = counterMs;
        _uptimeMs += passedMs < 0 ? passedMs + PeriodMs : passedMs;
        return _uptimeMs;
    }

    /// <summary>How long the program may sleep now.</summary>
    /// <param name="counterMs">The counter.</param>
    /// <param name="waitMs">How long it would.</param>
    public static int SleepMs(long counterMs, int waitMs)
    {
        long leftMs = PeriodMs - counterMs - AwakeMs;
        return leftMs >= waitMs ? waitMs : leftMs < 0 ? 0 : (int)leftMs;
    }
}
