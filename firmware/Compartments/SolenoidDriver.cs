using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Chips;

namespace Fachwerk.Firmware.Compartments;

/// <summary>
/// Pulses one solenoid at a time: supply trigger, output on, output off after the pulse, output verified off,
/// recovery gap. Nothing is pulsed while an output could not be verified off, because the supply is common to all. Each
/// coil has a budget, so that nobody can burn one by asking often.
/// </summary>
public sealed class SolenoidDriver(LockBank bank, IBoardPins pins, Ina219 sensor)
{
    /// <summary>Shortest pulse.</summary>
    public const int PulseMinMs = 50;

    /// <summary>Longest pulse: safely inside the 800 ms of supply that one trigger gives.</summary>
    public const int PulseMaxMs = 700;

    /// <summary>Pause after a pulse before any other.</summary>
    public const int RecoveryMs = 500;

    /// <summary>How long one trigger supplies the solenoids at most, whatever happens.</summary>
    public const int SupplyMs = 800;

    // A tick that comes a little late is in the margin of the budget.
    private const int LateMs = 50;

    // An output not verified off after this long will not be soon.
    private const int BlockedAfterMs = 1000;
    private const int MeasureEveryMs = 10;
    private const int VerifyEveryMs = 10;
    private const int VerifyEveryBlockedMs = 100;

    private readonly LockBank _bank = bank;
    private readonly IBoardPins _pins = pins;
    private readonly Ina219 _sensor = sensor;
    private readonly CoilBudget _budget = new CoilBudget();
    private SolenoidPhase _phase;
    private long _startedMs;
    private long _dueMs;
    private long _offMs;
    private int _spentMs;

    /// <summary>True when a pulse may start.</summary>
    public bool IsReady => _phase == SolenoidPhase.Ready;

    /// <summary>True while a solenoid has current.</summary>
    public bool IsPulsing => _phase == SolenoidPhase.On;

    /// <summary>
    /// True when an output could not be verified off for a second: nothing can be pulsed until it could be.
    /// </summary>
    public bool IsBlocked { get; private set; }

    /// <summary>The compartment of this or the last pulse.</summary>
    public int Compartment { get; private set; }

    /// <summary>Length of the last pulse as it was.</summary>
    public int PulsedMs { get; private set; }

    /// <summary>Highest current seen in the last pulse; 0 = not measured, 1 = none flowed.</summary>
    public int PeakMilliamps { get; private set; }

    /// <summary>Lowest supply seen in the last pulse; 0 = not measured.</summary>
    public int LowestMillivolts { get; private set; }

    /// <summary>True when the coil's budget has so much current left.</summary>
    public bool Allows(int compartment, int currentMs, long nowMs) =>
        _budget.Allows(compartment, currentMs, nowMs);

    /// <summary>Starts a pulse.</summary>
    /// <param name="pulseMs">Bounded to what is safe.</param>
    /// <returns>False when another is under way, the expander does not answer or the coil has no budget.</returns>
    public bool TryStart(int compartment, int pulseMs, long nowMs)
    {
        int boundedMs = pulseMs < PulseMinMs ? PulseMinMs : pulseMs > PulseMaxMs ? PulseMaxMs : pulseMs;
        if (_phase != SolenoidPhase.Ready || !_bank.CanDrive(compartment)
            || !_budget.Allows(compartment, boundedMs, nowMs))
        {
            return false;
        }
        Compartment = compartment;
        PulsedMs = 0;
        PeakMilliamps = 0;
        LowestMillivolts = 0;
        _startedMs = nowMs;
        _dueMs = nowMs + boundedMs;
        _sensor.TryInitialize();
        if (!_bank.TrySwitchOn(compartment))
        {
            // Whether the latch took the bit is not known, so the supply stays off and the output is to be verified.
            _phase = SolenoidPhase.SwitchingOff;
            _offMs = nowMs;
            _dueMs = nowMs;
            _spentMs = SupplyMs;
            return false;
        }
        _spentMs = boundedMs;
        _budget.Spend(compartment, boundedMs, nowMs);
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
                _offMs = nowMs;
                _dueMs = nowMs;
            }
        }
        if (_phase == SolenoidPhase.SwitchingOff && nowMs >= _dueMs)
        {
            VerifyOff(nowMs);
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
            case SolenoidPhase.On:
                return MeasureEveryMs;
            default:
                return _dueMs > nowMs ? (int)(_dueMs - nowMs) : 1;
        }
    }

    private void VerifyOff(long nowMs)
    {
        if (_bank.TrySwitchOff(Compartment))
        {
            IsBlocked = false;
            _phase = SolenoidPhase.Recovering;
            _dueMs = nowMs + RecoveryMs;
            SpendRest(nowMs);
            return;
        }
        IsBlocked = nowMs - _offMs >= BlockedAfterMs;
        _dueMs = nowMs + (IsBlocked ? VerifyEveryBlockedMs : VerifyEveryMs);
    }

    // A bus that stands still leaves an output on until the monostable cuts it.
    private void SpendRest(long nowMs)
    {
        int ranMs = nowMs - _startedMs < SupplyMs ? (int)(nowMs - _startedMs) : SupplyMs;
        if (ranMs > _spentMs + LateMs)
        {
            _budget.Spend(Compartment, ranMs - _spentMs, nowMs);
        }
    }

    private void Measure()
    {
        if (_sensor.TryReadMilliamps(out int milliamps))
        {
            int measured = milliamps < 1 ? 1 : milliamps;
            PeakMilliamps = measured > PeakMilliamps ? measured : PeakMilliamps;
        }
        // 0 stands in the register until the first conversion is done.
        if (_sensor.TryReadMillivolts(out int millivolts) && millivolts > 0
            && (LowestMillivolts == 0 || millivolts < LowestMillivolts))
        {
            LowestMillivolts = millivolts;
        }
    }
}
