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

    private readonly LockBank _bank;
    private readonly IBoardPins _pins;
    private readonly Ina219 _sensor;
    private SolenoidPhase _phase;
    private long _startedMs;
    private long _dueMs;

    /// <summary>The driver of all solenoids.</summary>
    public SolenoidDriver(LockBank bank, IBoardPins pins, Ina219 sensor)
    {
        _bank = bank;
        _pins = pins;
        _sensor = sensor;
    }

    /// <summary>True when a pulse may start.</summary>
    public bool IsReady => _phase == SolenoidPhase.Ready;

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
        if (_phase != SolenoidPhase.Ready || !_bank.CanDrive(compartment))
        {
            return false;
        }
        int boundedMs = pulseMs < PulseMinMs ? PulseMinMs : pulseMs > PulseMaxMs ? PulseMaxMs : pulseMs;
        Compartment = compartment;
        PulsedMs = 0;
        PeakMilliamps = 0;
        _startedMs = nowMs;
        _dueMs = nowMs + boundedMs;
        _sensor.TryInitialize();
        if (!_bank.TrySwitchOn(compartment))
        {
            // Whether the latch took the bit is not known, so the supply stays off and the output is to be verified.
            _phase = SolenoidPhase.SwitchingOff;
            return false;
        }
        _pins.TriggerSolenoidSupply();
        _phase = SolenoidPhase.On;
        return true;
    }

    /// <summary>Goes on with the pulse.</summary>
    /// <returns>True in the tick in which a pulse has ended.</returns>
    public bool Tick(long nowMs)
    {
        bool hasEnded = false;
        if (_phase == SolenoidPhase.On)
        {
            Measure();
            if (nowMs >= _dueMs)
            {
                PulsedMs = (int)(nowMs - _startedMs);
                hasEnded = true;
                _phase = SolenoidPhase.SwitchingOff;
            }
        }
        if (_phase == SolenoidPhase.SwitchingOff && _bank.TrySwitchOff(Compartment))
        {
            _phase = SolenoidPhase.Recovering;
            _dueMs = nowMs + RecoveryMs;
        }
        if (_phase == SolenoidPhase.Recovering && nowMs >= _dueMs)
        {
            _phase = SolenoidPhase.Ready;
        }
        return hasEnded;
    }

    /// <summary>Milliseconds until it must run again.</summary>
    public int WaitMs(long nowMs)
    {
        switch (_phase)
        {
            case SolenoidPhase.Ready:
                return int.MaxValue;
            case SolenoidPhase.Recovering:
                return _dueMs > nowMs ? (int)(_dueMs - nowMs) : 1;
            default:
                return 10;
        }
    }

    private void Measure()
    {
        if (_sensor.TryReadMilliamps(out int milliamps) && milliamps > PeakMilliamps)
        {
            PeakMilliamps = milliamps;
        }
    }
}
