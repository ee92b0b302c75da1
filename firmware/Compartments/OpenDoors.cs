using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Compartments;

/// <summary>The doors that are open: for how long, which one to name, and which have been open too long.</summary>
internal sealed class OpenDoors
{
    private readonly Journal _journal;
    private readonly DoorState[] _states;
    private readonly long[] _openedMs;
    private readonly bool[] _isAlarmed;
    private readonly int[] _doors;
    private int _count;

    /// <param name="states">Of every door, from index 1; changed by <see cref="Set"/> alone.</param>
    public OpenDoors(DoorState[] states, Journal journal)
    {
        _states = states;
        _journal = journal;
        _openedMs = new long[states.Length];
        _isAlarmed = new bool[states.Length];
        _doors = new int[states.Length];
    }

    public int HintAfterMs { get; set; } = 30000;

    public int AlarmAfterMs { get; set; } = 120000;

    public int LeftOpen { get; private set; }

    public bool IsAlarming { get; private set; }

    public int Newest { get; private set; }

    public void Set(int door, DoorState state)
    {
        bool wasOpen = _states[door] == DoorState.Open;
        _states[door] = state;
        if (wasOpen != (state == DoorState.Open))
        {
            Move(door, wasOpen);
        }
    }

    public void NoteOpened(int door, long nowMs)
    {
        _openedMs[door] = nowMs;
        _isAlarmed[door] = false;
    }

    public uint OpenSeconds(int door, long closedMs) => (uint)((closedMs - _openedMs[door]) / 1000);

    /// <summary>Looks which door to name on the display, and which has been open too long.</summary>
    /// <param name="mayTell">One event a tick, as with doors that change.</param>
    /// <returns>True when it told one.</returns>
    public bool Survey(long nowMs, bool mayTell)
    {
        LeftOpen = 0;
        IsAlarming = false;
        int newest = 0;
        bool hasTold = false;
        for (int place = 0; place < _count; place++)
        {
            int i = _doors[place];
            long openMs = nowMs - _openedMs[i];
            newest = newest == 0 || _openedMs[i] > _openedMs[newest] ? i : newest;
            LeftOpen = openMs >= HintAfterMs ? i : LeftOpen;
            IsAlarming |= openMs >= AlarmAfterMs;
            if (openMs >= AlarmAfterMs && !_isAlarmed[i] && mayTell && !hasTold)
            {
                hasTold = true;
                _isAlarmed[i] = true;
                _journal.TryAppend(EventKind.DoorLeftOpen, i, (uint)(openMs / 1000), 0);
            }
        }
        Newest = newest;
        LeftOpen = newest != 0 && nowMs - _openedMs[newest] >= HintAfterMs ? newest : LeftOpen;
        return hasTold;
    }

    /// <summary>Milliseconds until the next is open too long.</summary>
    public int WaitMs(long nowMs)
    {
        int waitMs = int.MaxValue;
        for (int place = 0; place < _count; place++)
        {
            int i = _doors[place];
            if (!_isAlarmed[i])
            {
                long openMs = nowMs - _openedMs[i];
                long leftMs = (openMs < HintAfterMs ? HintAfterMs : AlarmAfterMs) - openMs;
                waitMs = leftMs < waitMs ? (int)(leftMs < 1 ? 1 : leftMs) : waitMs;
            }
        }
        return waitMs;
    }

    // The list of open doors stays in the order of their numbers.
    private void Move(int door, bool isOut)
    {
        int place = 0;
        while (place < _count && _doors[place] < door)
        {
            place++;
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
