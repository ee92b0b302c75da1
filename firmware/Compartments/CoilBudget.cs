using Fachwerk.Firmware.Storage;

namespace Fachwerk.Firmware.Compartments;

/// <summary>
/// The duty cycle of each solenoid: 3,600 ms of current at once (twelve pulses, or two blocked openings and a half), of
/// which 20 ms come back every second. A 24 W coil of the reference board stays below 87 K that way whoever asks how
/// often (HARDWARE.md). Kept in memory only: nobody opens more often by restarting the depot.
/// </summary>
public sealed class CoilBudget
{
    /// <summary>Milliseconds of current that a rested coil may have at once.</summary>
    public const int FullMs = 3600;

    /// <summary>Milliseconds of current that come back every second.</summary>
    public const int BackMsPerSecond = 20;

    private const int MsPerSecond = 1000;

    private readonly int[] _usedMs = new int[DepotIdentity.CompartmentsMax + 1];
    private readonly long[] _sinceMs = new long[DepotIdentity.CompartmentsMax + 1];

    /// <summary>True when a coil may have current for so long now.</summary>
    public bool Allows(int compartment, int currentMs, long nowMs)
    {
        if (_usedMs[compartment] == 0)
        {
            return currentMs <= FullMs;
        }
        Refill(compartment, nowMs);
        return _usedMs[compartment] + currentMs <= FullMs;
    }

    /// <summary>Takes current from a coil's budget.</summary>
    public void Spend(int compartment, int currentMs, long nowMs)
    {
        Refill(compartment, nowMs);
        _usedMs[compartment] += currentMs;
    }

    // Whole steps only, so that nothing is lost by asking often.
    private void Refill(int compartment, long nowMs)
    {
        long backMs = (nowMs - _sinceMs[compartment]) * BackMsPerSecond / MsPerSecond;
        if (backMs >= _usedMs[compartment])
        {
            _usedMs[compartment] = 0;
            _sinceMs[compartment] = nowMs;
        }
        else if (backMs > 0)
        {
            _usedMs[compartment] -= (int)backMs;
            _sinceMs[compartment] += backMs * MsPerSecond / BackMsPerSecond;
        }
    }
}
