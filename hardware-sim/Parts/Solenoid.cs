namespace Fachwerk.Simulator.Parts;

/// <summary>
/// The coil of a lock: 6 Ω at 12 V, current that rises within some milliseconds, heat that comes with current and goes
/// with time. The board tells it when current starts and stops.
/// </summary>
public sealed class Solenoid
{
    /// <summary>How long the coil must pull before the latch lets go.</summary>
    public const int ReleaseMs = 40;

    private const double Ohms = 6;
    private const double Volts = 12;
    private const double RiseMicros = 8_000;
    private const double CoolingMicros = 120e6;
    private const double KelvinPerJoule = 0.6;

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

    /// <summary>Amperes through the coil; 0 for a coil with a broken wire.</summary>
    public double CurrentAt(long nowMicros) =>
        IsEnergized && !IsBroken ? Volts / Ohms * (1 - Math.Exp(-(nowMicros - _onSinceMicros) / RiseMicros)) : 0;

    /// <summary>Fault: no current flows, the latch stays.</summary>
    public bool IsBroken { get; set; }

    /// <summary>When the latch lets go if current keeps flowing; <see cref="long.MaxValue"/> if none does.</summary>
    public long ReleasesAtMicros => IsEnergized && !IsBroken ? _onSinceMicros + ReleaseMs * 1000L : long.MaxValue;

    /// <summary>Current starts to flow.</summary>
    public void Energize(long nowMicros)
    {
        if (IsEnergized)
            return;
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
            HeatKelvin += Volts * Volts / Ohms * onMicros / 1e6 * KelvinPerJoule;
        _heatAtMicros = nowMicros;
        _onSinceMicros = -1;
    }

    private void Cool(long nowMicros)
    {
        HeatKelvin *= Math.Exp(-(nowMicros - _heatAtMicros) / CoolingMicros);
        _heatAtMicros = nowMicros;
    }
}
