using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Compartments;

/// <summary>
/// The supply of the solenoids: read every second at rest, and under load by each pulse. Tells once when it is too
/// low and once when it is good again. A pulse is neither refused nor cut for it: whether it was enough the door says.
/// </summary>
public sealed class SupplyWatch(Ina219 sensor, Journal journal, ToldStates told)
{
    /// <summary>Below this at rest the supply is low. The battery that feeds without mains stays above.</summary>
    public const int LowMillivolts = 10500;

    /// <summary>From this at rest it is good again.</summary>
    public const int GoodMillivolts = 11000;

    /// <summary>Below this during a pulse the supply is low: a 12 V lock is made for 75 %.</summary>
    public const int LowUnderLoadMillivolts = 9000;

    /// <summary>From this during a pulse it is good again.</summary>
    public const int GoodUnderLoadMillivolts = 9600;

    private const int ReadEveryMs = 1000;
    private const int ReadsAlike = 3;

    private readonly Ina219 _sensor = sensor;
    private readonly Journal _journal = journal;
    private readonly ToldStates _told = told;
    private bool _isReady;
    private bool _isLowAtRest;
    private bool _isLowUnderLoad;
    private bool _hasBegun;
    private int _readsOtherwise;
    private long _dueMs;

    /// <summary>The supply at rest, read last; 0 = not measured.</summary>
    public int Millivolts { get; private set; }

    /// <summary>True while the supply is too low, at rest or under load.</summary>
    public bool IsLow => _isLowAtRest || _isLowUnderLoad;

    /// <summary>True when the sensor does not answer or answers nonsense.</summary>
    public bool IsFaulty { get; private set; }

    /// <summary>Reads what is due.</summary>
    /// <param name="isPulsing">A solenoid has current: the supply is not at rest.</param>
    public void Tick(bool isPulsing, long nowMs)
    {
        if (nowMs < _dueMs)
        {
            return;
        }
        _dueMs = nowMs + ReadEveryMs;
        // What was told low is low until it reads otherwise.
        _isLowAtRest = _hasBegun ? _isLowAtRest : _told.IsFault(ToldStates.SupplyLow);
        _hasBegun = true;
        if (!_isReady)
        {
            // The first value stands after a conversion of 1 ms, so it is read the next time.
            Note(_sensor.TryInitialize() && _sensor.TryVerify());
        }
        else if (!isPulsing)
        {
            Note(_sensor.TryVerify() && TryReadAtRest());
        }
    }

    /// <summary>Milliseconds until it must run again.</summary>
    public int WaitMs(long nowMs) => _dueMs > nowMs ? (int)(_dueMs - nowMs) : 1;

    /// <summary>True when the sensor is set up and its values can be believed now.</summary>
    public bool TryVerify() => _isReady && _sensor.TryVerify();

    /// <summary>A pulse has ended.</summary>
    /// <param name="lowestMillivolts">The lowest that was seen during it; 0 = not measured.</param>
    public void NotePulse(int lowestMillivolts)
    {
        if (lowestMillivolts != 0)
        {
            _isLowUnderLoad = lowestMillivolts
                < (_isLowUnderLoad ? GoodUnderLoadMillivolts : LowUnderLoadMillivolts);
            Tell(lowestMillivolts);
        }
    }

    private bool TryReadAtRest()
    {
        if (!_sensor.TryReadMillivolts(out int millivolts))
        {
            return false;
        }
        Millivolts = millivolts;
        bool isOtherwise = _isLowAtRest ? millivolts >= GoodMillivolts : millivolts < LowMillivolts;
        _readsOtherwise = isOtherwise ? _readsOtherwise + 1 : 0;
        if (_readsOtherwise == ReadsAlike)
        {
            _readsOtherwise = 0;
            _isLowAtRest = !_isLowAtRest;
        }
        Tell(millivolts);
        return true;
    }

    private void Note(bool isAnswering)
    {
        _isReady = isAnswering;
        IsFaulty = !isAnswering;
        if (!isAnswering)
        {
            Millivolts = 0;
            _readsOtherwise = 0;
        }
    }

    private void Tell(int millivolts)
    {
        if (IsLow != _told.IsFault(ToldStates.SupplyLow)
            && _journal.TryAppend(IsLow ? EventKind.SupplyLow : EventKind.SupplyRestored, 0, (uint)millivolts, 0))
        {
            _told.NoteFault(ToldStates.SupplyLow, IsLow);
        }
    }
}
