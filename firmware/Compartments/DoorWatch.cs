using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Compartments;

/// <summary>
/// Reads every door in every tick (at most 20 ms apart while anything moves), debounces it for 30 ms and tells
/// opened, closed, left open and break-in. What it finds at start is a state, not an event.
/// </summary>
public sealed class DoorWatch
{
    /// <summary>A door that opens this long after its pulse was opened by it.</summary>
    public const int ExpectedMs = 10000;

    private const int DebounceMs = 30;
    private const int PollMs = 10;
    private const long Never = long.MinValue / 2;

    private readonly LockBank _bank;
    private readonly Journal _journal;
    private readonly IDoorListener _listener;
    private readonly DoorState[] _states;
    private readonly bool[] _samples;
    private readonly long[] _changedMs;
    private readonly long[] _openedMs;
    private readonly long[] _expectedUntilMs;
    private readonly bool[] _isAlarmed;
    private bool _isSettling;

    /// <param name="listener">Hears of every opening and closing.</param>
    public DoorWatch(LockBank bank, Journal journal, IDoorListener listener)
    {
        _bank = bank;
        _journal = journal;
        _listener = listener;
        int count = bank.Compartments + 1;
        _states = new DoorState[count];
        _samples = new bool[count];
        _changedMs = new long[count];
        _openedMs = new long[count];
        _expectedUntilMs = new long[count];
        _isAlarmed = new bool[count];
        for (int i = 0; i < count; i++)
        {
            _changedMs[i] = -1;
            _expectedUntilMs[i] = Never;
        }
    }

    /// <summary>Milliseconds a door may be open before the hint.</summary>
    public int HintAfterMs { get; set; } = 30000;

    /// <summary>Milliseconds a door may be open before the alarm.</summary>
    public int AlarmAfterMs { get; set; } = 120000;

    /// <summary>A door that is open too long; 0 = none.</summary>
    public int LeftOpen { get; private set; }

    /// <summary>True when a door is open so long that the alarm sounds.</summary>
    public bool IsAlarming { get; private set; }

    /// <summary>The door opened last of those that are open; 0 = all are shut.</summary>
    public int NewestOpen { get; private set; }

    /// <summary>The state of a door.</summary>
    public DoorState StateOf(int compartment) => _states[compartment];

    /// <summary>A pulse is about to be given: the door may open.</summary>
    public void Expect(int compartment, long nowMs)
    {
        _expectedUntilMs[compartment] = nowMs + ExpectedMs;
    }

    /// <summary>Reads all doors.</summary>
    public void Tick(long nowMs)
    {
        _isSettling = false;
        for (int expander = 0; expander < _bank.Count; expander++)
        {
            bool isRead = _bank.TryReadDoors(expander, out int openDoors);
            int first = expander * LockBank.LocksPerExpander + 1;
            for (int i = first; i < first + LockBank.LocksPerExpander && i <= _bank.Compartments; i++)
            {
                if (isRead)
                {
                    Sample(i, (openDoors & (1 << (i - first))) != 0, nowMs);
                }
                else
                {
                    _states[i] = DoorState.Unknown;
                    _changedMs[i] = -1;
                }
            }
        }
        Survey(nowMs);
    }

    /// <summary>Milliseconds until it must run again if no switch changes.</summary>
    public int WaitMs(long nowMs)
    {
        if (_isSettling)
        {
            return PollMs;
        }
        int waitMs = int.MaxValue;
        for (int i = 1; i < _states.Length; i++)
        {
            if (_states[i] == DoorState.Open && !_isAlarmed[i])
            {
                long openMs = nowMs - _openedMs[i];
                long leftMs = (openMs < HintAfterMs ? HintAfterMs : AlarmAfterMs) - openMs;
                waitMs = leftMs < waitMs ? (int)(leftMs < 1 ? 1 : leftMs) : waitMs;
            }
        }
        return waitMs;
    }

    private void Sample(int compartment, bool isOpen, long nowMs)
    {
        if (_changedMs[compartment] < 0 || _samples[compartment] != isOpen)
        {
            _samples[compartment] = isOpen;
            _changedMs[compartment] = nowMs;
        }
        DoorState seen = isOpen ? DoorState.Open : DoorState.Closed;
        if (seen == _states[compartment])
        {
            return;
        }
        if (nowMs - _changedMs[compartment] < DebounceMs)
        {
            _isSettling = true;
            return;
        }
        DoorState before = _states[compartment];
        _states[compartment] = seen;
        if (isOpen)
        {
            _openedMs[compartment] = nowMs;
            _isAlarmed[compartment] = false;
        }
        if (before != DoorState.Unknown)
        {
            Tell(compartment, isOpen, nowMs);
        }
    }

    private void Tell(int compartment, bool isOpen, long nowMs)
    {
        if (isOpen)
        {
            bool wasExpected = nowMs <= _expectedUntilMs[compartment];
            _expectedUntilMs[compartment] = Never;
            NewestOpen = compartment;
            _journal.TryAppend(wasExpected ? EventKind.DoorOpened : EventKind.BreakIn, compartment, 0, 0);
            _listener.OnDoorOpened(compartment, wasExpected, nowMs);
            return;
        }
        uint openSeconds = (uint)((nowMs - _openedMs[compartment]) / 1000);
        _journal.TryAppend(EventKind.DoorClosed, compartment, openSeconds, 0);
        _listener.OnDoorClosed(compartment, nowMs);
    }

    // Which door to name on the display, and which has been open too long.
    private void Survey(long nowMs)
    {
        LeftOpen = 0;
        IsAlarming = false;
        int newest = 0;
        for (int i = 1; i < _states.Length; i++)
        {
            if (_states[i] != DoorState.Open)
            {
                continue;
            }
            long openMs = nowMs - _openedMs[i];
            newest = newest == 0 || _openedMs[i] > _openedMs[newest] ? i : newest;
            LeftOpen = openMs >= HintAfterMs ? i : LeftOpen;
            IsAlarming |= openMs >= AlarmAfterMs;
            if (openMs >= AlarmAfterMs && !_isAlarmed[i])
            {
                _isAlarmed[i] = true;
                _journal.TryAppend(EventKind.DoorLeftOpen, i, (uint)(openMs / 1000), 0);
            }
        }
        NewestOpen = newest;
    }
}
