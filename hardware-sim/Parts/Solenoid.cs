namespace Fachwerk.Simulator.Parts;

/// <summary>
/// The coil of a lock: 2 A at 12 V through coil and supply, current that rises within some milliseconds, heat that
/// comes with current and goes with time. The board tells it when current starts and stops.
/// </summary>
public sealed class Solenoid
{
    /// <summary>How long the coil must pull before the latch lets go.</summary>
    public const int ReleaseMs = 40;

    /// <summary>The coil and its wires, in ohms: with the supply's 0.15 Ω 6 Ω, so 2 A at 12 V.</summary>
    public const double Ohms = 5.85;

    /// <summary>The current that moves the latch against its spring, in amperes.</summary>
    public const double PullInAmperes = 1.2;

    private const double RiseMicros = 8_000;
    private const double CoolingMicros = 120e6;
    private const double KelvinPerJoule = 0.6;

    private double _steadyAmperes = 2;
    private long _onSinceMicros = -1;
    private long _heatAtMicros;

    /// <summary>True while current flows.</summary>
    public bool IsEnergized => _onSinceMicros >= 0;

    /// <summary>Pulses so far.</summary>
    public int Pulses { get; private set; }

    /// <summary>The longest time current has flowed without a pause.</summary>
    public int LongestPulseMs { get; private set; }

    /// <summary>The coil above its surroundings, in kelvin.</summary>
    public double HeatKelvin { get; private set; }

    /// <summary>The current of all of them, in amperes.</summary>
    public static double Amperes(Solenoid[] solenoids, long nowMicros)
    {
        double amperes = 0;
        foreach (Solenoid solenoid in solenoids)
            amperes += solenoid.CurrentAt(nowMicros);
        return amperes;
    }

    /// <summary>Amperes through the coil; 0 for a coil with a broken wire.</summary>
    public double CurrentAt(long nowMicros) =>
        IsEnergized && !IsBroken ? _steadyAmperes * (1 - Math.Exp(-(nowMicros - _onSinceMicros) / RiseMicros)) : 0;

    /// <summary>Fault: no current flows, the latch stays.</summary>
    public bool IsBroken { get; set; }

    /// <summary>When the latch lets go if current keeps flowing; <see cref="long.MaxValue"/> if none does.</summary>
    public long ReleasesAtMicros =>
        IsEnergized && !IsBroken && _steadyAmperes >= PullInAmperes
            ? _onSinceMicros + ReleaseMs * 1000L
            : long.MaxValue;

    /// <summary>The first whole millisecond from then on.</summary>
    public long ReleasesAtMs => ReleasesAtMicros == long.MaxValue ? long.MaxValue : (ReleasesAtMicros + 999) / 1000;

    /// <summary>Current starts to flow.</summary>
    /// <param name="nowMicros">The board's time.</param>
    /// <param name="volts">The supply without load.</param>
    /// <param name="supplyOhms">Its inner resistance.</param>
    public void Energize(long nowMicros, double volts, double supplyOhms)
    {
        if (IsEnergized)
            return;
        _steadyAmperes = volts / (Ohms + supplyOhms);
        Cool(nowMicros);
        _onSinceMicros = nowMicros;
        Pulses++;
    }

    /// <summary>Current stops.</summary>
    public void Release(long nowMicros)
    {
        if (!IsEnergized)
            return;
        long onMicros = nowMicros - _onSinceMicros;
        LongestPulseMs = Math.Max(LongestPulseMs, (int)((onMicros + 999) / 1000));
        if (!IsBroken)
            HeatKelvin += _steadyAmperes * _steadyAmperes * Ohms * onMicros / 1e6 * KelvinPerJoule;
        _heatAtMicros = nowMicros;
        _onSinceMicros = -1;
    }

    private void Cool(long nowMicros)
    {
        HeatKelvin *= Math.Exp(-(nowMicros - _heatAtMicros) / CoolingMicros);
        _heatAtMicros = nowMicros;
    }
}
