using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Compartments;

/// <summary>The doors that are open: for how long, which one to name, and which have been open too long.</summary>
/// <param name="states">Of every door, from index 1; changed by <see cref="Set"/> alone.</param>
internal sealed class OpenDoors(DoorState[] states, Journal journal)
{
    private readonly Journal _journal = journal;
    private readonly DoorState[] _states = states;
    private readonly long[] _openedMs = new long[states.Length];
    private readonly bool[] _isAlarmed = new bool[states.Length];
    private readonly int[] _doors = new int[states.Length];
    private readonly int[] _shut = new int[states.Length / LockBank.LocksPerExpander + 1];
    private int _count;
    private int _hintAfterMs = 30000;
    private int _alarmAfterMs = 120000;
    private bool _isSurveyed;
    private long _dueMs = long.MaxValue;

    public int HintAfterMs
    {
        get => _hintAfterMs;
        set
        {
            _isSurveyed &= value == _hintAfterMs;
            _hintAfterMs = value;
        }
    }

    public int AlarmAfterMs
    {
        get => _alarmAfterMs;
        set
        {
            _isSurveyed &= value == _alarmAfterMs;
            _alarmAfterMs = value;
        }
    }

    public int LeftOpen { get; private set; }

    public bool IsAlarming { get; private set; }

    public int Newest { get; private set; }

    public int ShutDoors(int expander) => _shut[expander];

    public void Set(int door, DoorState state)
    {
        bool wasOpen = _states[door] == DoorState.Open;
        _states[door] = state;
        int expander = (door - 1) / LockBank.LocksPerExpander;
        int bit = 1 << ((door - 1) % LockBank.LocksPerExpander);
        _shut[expander] = state == DoorState.Closed ? _shut[expander] | bit : _shut[expander] & ~bit;
        if (wasOpen != (state == DoorState.Open))
        {
            _isSurveyed = false;
            Move(door, wasOpen);
        }
    }

    public void NoteOpened(int door, long nowMs)
    {
        _isSurveyed = false;
        _openedMs[door] = nowMs;
        _isAlarmed[door] = false;
    }

    public uint OpenSeconds(int door, long closedMs) => (uint)((closedMs - _openedMs[door]) / 1000);

    /// <summary>
    /// Looks which door to name on the display, and which has been open too long: when one has opened or shut, or the
    /// next is open too long.
    /// </summary>
    /// <returns>True when it told one; one event a tick, as with doors that change.</returns>
    public bool Survey(long nowMs)
    {
        if (_isSurveyed && nowMs < _dueMs)
        {
            return false;
        }
        int[] doors = _doors;
        long[] opened = _openedMs;
        bool[] alarmed = _isAlarmed;
        int left = 0;
        int newest = 0;
        long newestMs = long.MinValue;
        bool isAlarming = false;
        bool hasTold = false;
        long dueMs = long.MaxValue;
        for (int place = 0; place < _count; place++)
        {
            int i = doors[place];
            long openedMs = opened[i];
            if (openedMs > newestMs)
            {
                newestMs = openedMs;
                newest = i;
            }
            long hintMs = openedMs + _hintAfterMs;
            long alarmMs = openedMs + _alarmAfterMs;
            left = nowMs >= hintMs ? i : left;
            if (nowMs >= alarmMs)
            {
                isAlarming = true;
                hasTold |= !alarmed[i] && !hasTold && TellLeftOpen(i, nowMs);
            }
            dueMs = nowMs < hintMs && hintMs < dueMs ? hintMs : dueMs;
            dueMs = !alarmed[i] && alarmMs < dueMs ? alarmMs : dueMs;
        }
        _dueMs = dueMs;
        _isSurveyed = true;
        IsAlarming = isAlarming;
        Newest = newest;
        LeftOpen = newest != 0 && nowMs - newestMs >= _hintAfterMs ? newest : left;
        return hasTold;
    }

    /// <summary>Milliseconds until the next is open too long.</summary>
    public int WaitMs(long nowMs) => _isSurveyed ? Waits.Until(_dueMs != long.MaxValue, _dueMs, nowMs) : 1;

    private bool TellLeftOpen(int door, long nowMs)
    {
        _isAlarmed[door] = true;
        _journal.TryAppend(EventKind.DoorLeftOpen, door, (uint)((nowMs - _openedMs[door]) / 1000), 0);
        return true;
    }

    // The list of open doors stays in the order of their numbers.
    private void Move(int door, bool isOut)
    {
        int[] doors = _doors;
        int place = 0;
        int high = _count;
        while (place < high)
        {
            int middle = (place + high) >> 1;
            if (doors[middle] < door)
            {
                place = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        int from = isOut ? place + 1 : place;
        int to = isOut ? place : place + 1;
        System.Array.Copy(_doors, from, _doors, to, _count - from);
        _count += isOut ? -1 : 1;
        if (!isOut)
        {
            _doors[place] = door;
        }
    }
}
