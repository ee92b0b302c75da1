using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Compartments;

/// <summary>
/// The only way to a pulse. An opening is in the journal first, what it uses up is used up second, and then it waits
/// for its turn: one after another. A door that stays shut gets up to three pulses, each longer than the one before; a
/// door whose state is not known, or that is open already, gets one (D-07).
/// </summary>
/// <param name="listener">Hears how it went.</param>
public sealed class DoorOpener(
    SolenoidDriver solenoids, DoorWatch doors, LockBank bank, SupplyWatch supply, Journal journal,
    Reopenings reopenings, IOpeningListener listener)
{
    /// <summary>Openings that can wait: one for each compartment.</summary>
    public const int QueueMax = DepotIdentity.CompartmentsMax;

    /// <summary>Pulses until a door counts as blocked.</summary>
    public const int PulsesMax = 3;

    private const int DoorWaitMs = 1000;

    private readonly SolenoidDriver _solenoids = solenoids;
    private readonly DoorWatch _doors = doors;
    private readonly LockBank _bank = bank;
    private readonly SupplyWatch _supply = supply;
    private readonly Journal _journal = journal;
    private readonly Reopenings _reopenings = reopenings;
    private readonly IOpeningListener _listener = listener;
    private readonly int[] _compartments = new int[QueueMax];
    private readonly uint[] _orders = new uint[QueueMax];
    private int _first;
    private int _count;
    private int _pulses;
    private bool _expectsDoor;
    private long _doorDueMs;
    private long _nowMs;

    /// <summary>Length of a first pulse.</summary>
    public int PulseMs { get; set; } = 300;

    /// <summary>True when nothing waits.</summary>
    public bool IsIdle => _count == 0;

    /// <summary>True when a solenoid has current.</summary>
    public bool IsPulsing => _solenoids.IsPulsing;

    /// <summary>True when another opening can be taken on.</summary>
    public bool CanTakeOn => _count < QueueMax && !_solenoids.IsBlocked;

    /// <summary>True when it can be taken on for a compartment that can be driven.</summary>
    public bool CanOpen(int compartment) => CanTakeOn && _bank.CanDrive(compartment) && HasBudget(compartment);

    /// <summary>True when its coil may have the current for it.</summary>
    public bool HasBudget(int compartment) => _solenoids.Allows(
        compartment, _count == 0 ? PulseMs : PulseMs * (1 + Waiting(compartment)), _nowMs);

    /// <summary>Opens a compartment: event, cost, pulse.</summary>
    /// <param name="cost">What it uses up.</param>
    /// <returns>False when it cannot be opened, or when event or cost could not be made durable.</returns>
    public bool TryOpen(Opening opening, IOpeningCost cost)
    {
        int compartment = opening.Compartment;
        uint number = _journal.NextNumber;
        if (!CanOpen(compartment)
            || !_journal.TryAppend(opening.Kind, compartment, opening.Detail1, opening.Detail2)
            || !cost.TryPay(opening, number))
        {
            return false;
        }
        int place = (_first + _count) % QueueMax;
        _compartments[place] = compartment;
        _orders[place] = opening.OrderId;
        _count++;
        _reopenings.Note(compartment, opening.ReopenedBy);
        return true;
    }

    /// <summary>Goes on with the opening under way.</summary>
    public void Tick(long nowMs)
    {
        _nowMs = nowMs;
        if (_solenoids.Tick(nowMs))
        {
            EndPulse(nowMs);
        }
        if (_count == 0)
        {
            return;
        }
        if (_solenoids.IsBlocked)
        {
            FailFirst();
            return;
        }
        _expectsDoor = _expectsDoor && !(_pulses > 0 && _doors.StateOf(_compartments[_first]) == DoorState.Open);
        if (!_solenoids.IsReady)
        {
            return;
        }
        if (_pulses == 0)
        {
            StartPulse(nowMs);
        }
        else if (!_expectsDoor || _doors.StateOf(_compartments[_first]) != DoorState.Closed)
        {
            Finish();
        }
        else if (nowMs >= _doorDueMs)
        {
            GoOn(nowMs);
        }
    }

    /// <summary>Milliseconds until it must run again.</summary>
    public int WaitMs(long nowMs)
    {
        if (_solenoids.IsBlocked && _count > 0)
        {
            return 1;
        }
        int waitMs = _solenoids.WaitMs(nowMs);
        if (waitMs == int.MaxValue && _count > 0)
        {
            waitMs = _pulses > 0 && _doorDueMs > nowMs ? (int)(_doorDueMs - nowMs) : 1;
        }
        return waitMs;
    }

    private void StartPulse(long nowMs)
    {
        int compartment = _compartments[_first];
        _expectsDoor = _pulses > 0 || _doors.StateOf(compartment) == DoorState.Closed;
        _doors.Expect(compartment, nowMs);
        // 1, 1.5 and 2 times the length: a stiff latch needs longer, not more often.
        int pulseMs = PulseMs + PulseMs * _pulses / 2;
        if (_solenoids.TryStart(compartment, pulseMs, nowMs))
        {
            _pulses++;
            return;
        }
        if (_pulses == 0)
        {
            _listener.OnPulsed(compartment, _orders[_first], false, nowMs);
            Finish();
        }
        else
        {
            Block(nowMs);
        }
    }

    private void EndPulse(long nowMs)
    {
        bool isMeasured = _supply.TryVerify();
        _journal.TryAppend(
            EventKind.Pulsed, _compartments[_first], (uint)_solenoids.PulsedMs,
            isMeasured ? (uint)_solenoids.PeakMilliamps : 0);
        _supply.NotePulse(isMeasured ? _solenoids.LowestMillivolts : 0);
        _doorDueMs = nowMs + DoorWaitMs;
        if (_pulses == 1)
        {
            _listener.OnPulsed(_compartments[_first], _orders[_first], true, nowMs);
        }
    }

    private void GoOn(long nowMs)
    {
        if (_pulses < PulsesMax)
        {
            StartPulse(nowMs);
            return;
        }
        Block(nowMs);
    }

    private void Block(long nowMs)
    {
        _journal.TryAppend(EventKind.DoorBlocked, _compartments[_first], (uint)_pulses, 0);
        _listener.OnBlocked(_compartments[_first], nowMs);
        Finish();
    }

    private int Waiting(int compartment)
    {
        int waiting = 0;
        for (int i = 0; i < _count; i++)
        {
            waiting += _compartments[(_first + i) % QueueMax] == compartment ? 1 : 0;
        }
        return waiting;
    }

    // An order that waits for what may never be would never be answered. One a tick: each is written down.
    private void FailFirst()
    {
        if (_pulses == 0)
        {
            _listener.OnPulsed(_compartments[_first], _orders[_first], false, _nowMs);
        }
        Finish();
    }

    private void Finish()
    {
        _first = (_first + 1) % QueueMax;
        _count--;
        _pulses = 0;
    }
}
