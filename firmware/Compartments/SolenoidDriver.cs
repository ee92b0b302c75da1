using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Chips;

namespace Fachwerk.Firmware.Compartments;

/// <summary>
/// Pulses one solenoid at a time: supply trigger, output on, output off after the pulse, output verified off,
/// recovery gap. Nothing is pulsed while an output could not be verified off, because the supply is common to all.
/// </summary>
public sealed class SolenoidDriver
{
    /// <summary>Shortest pulse.</summary>
    public const int PulseMinMs = 50;

    /// <summary>Longest pulse: safely inside the 800 ms of supply that one trigger gives.</summary>
    public const int PulseMaxMs = 700;

    /// <summary>Pause after a pulse before any other.</summary>
    public const int RecoveryMs = 500;

    private readonly LockBank bank;
    private readonly IBoardPins pins;
    private readonly Ina219 sensor;
    private SolenoidPhase phase;
    private long startedMs;
    private long dueMs;

    /// <summary>The driver of all solenoids.</summary>
    public SolenoidDriver(LockBank bank, IBoardPins pins, Ina219 sensor)
    {
        this.bank = bank;
        this.pins = pins;
        this.sensor = sensor;
    }

    /// <summary>True when a pulse may start.</summary>
    public bool IsReady => phase == SolenoidPhase.Ready;

    /// <summary>The compartment of this or the last pulse.</summary>
    public int Compartment { get; private set; }

    /// <summary>Length of the last pulse as it was.</summary>
    public int PulsedMs { get; private set; }

    /// <summary>Highest current seen in the last pulse; 0 = not measured.</summary>
    public int PeakMilliamps { get; private set; }

    /// <summary>Starts a pulse.</summary>
    /// <param name="pulseMs">Bounded to what is safe.</param>
    /// <returns>False when another is under way or the expander does not answer.</returns>
    public bool TryStart(int compartment, int pulseMs, long nowMs)
    {
        if (phase != SolenoidPhase.Ready || !bank.CanDrive(compartment))
        {
            return false;
        }
        int boundedMs = pulseMs < PulseMinMs ? PulseMinMs : pulseMs > PulseMaxMs ? PulseMaxMs : pulseMs;
        Compartment = compartment;
        PulsedMs = 0;
        PeakMilliamps = 0;
        startedMs = nowMs;
        dueMs = nowMs + boundedMs;
        sensor.TryInitialize();
        if (!bank.TrySwitchOn(compartment))
        {
            // Whether the latch took the bit is not known, so the supply stays off and the output is to be verified.
            phase = SolenoidPhase.SwitchingOff;
            return false;
        }
        pins.TriggerSolenoidSupply();
        phase = SolenoidPhase.On;
        return true;
    }

    /// <summary>Goes on with the pulse.</summary>
    /// <returns>True in the tick in which a pulse has ended.</returns>
    public bool Tick(long nowMs)
    {
        bool hasEnded = false;
        if (phase == SolenoidPhase.On)
        {
            Measure();
            if (nowMs >= dueMs)
            {
                PulsedMs = (int)(nowMs - startedMs);
                hasEnded = true;
                phase = SolenoidPhase.SwitchingOff;
            }
        }
        if (phase == SolenoidPhase.SwitchingOff && bank.TrySwitchOff(Compartment))
        {
            phase = SolenoidPhase.Recovering;
            dueMs = nowMs + RecoveryMs;
        }
        if (phase == SolenoidPhase.Recovering && nowMs >= dueMs)
        {
            phase = SolenoidPhase.Ready;
        }
        return hasEnded;
    }

    /// <summary>Milliseconds until it must run again.</summary>
    public int WaitMs(long nowMs)
    {
        switch (phase)
        {
            case SolenoidPhase.Ready:
                return int.MaxValue;
            case SolenoidPhase.Recovering:
                return dueMs > nowMs ? (int)(dueMs - nowMs) : 1;
            default:
                return 10;
        }
    }

    private void Measure()
    {
        if (sensor.TryReadMilliamps(out int milliamps) && milliamps > PeakMilliamps)
        {
            PeakMilliamps = milliamps;
        }
    }
}
