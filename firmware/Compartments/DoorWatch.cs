using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Compartments;

/// <summary>
/// Reads every door in every tick (at most 20 ms apart while anything moves), debounces it for 30 ms and tells
/// opened, closed, left open and break-in. What became different without power is told after the start, what changed
/// while an expander was away when it is back. A switch that flaps is told as that, then at most once a minute. What
/// the journal only counted is a state that is told once more when it has room; what it could not take is told after
/// the next start.
/// </summary>
public sealed class DoorWatch
{
    /// <summary>A door that opens this long after its pulse was opened by it.</summary>
    public const int ExpectedMs = 10000;

    private const int DebounceMs = 30;
    private const int PollMs = 10;

    // A switch that does not settle counts as one that changes ten times a second.
    private const int ChatterMs = 100;
    private const int NoExpander = -1;

    // Of an expander whose doors are not all at rest; one that is away is known to be.
    private const int Moving = -1;
    private const int Away = -2;
    private const long Never = long.MinValue / 2;

    private readonly LockBank _bank;
    private readonly Journal _journal;
    private readonly ToldStates _memory;
    private readonly IDoorListener _listener;
    private readonly FlapWatch _flaps;
    private readonly OpenDoors _open;
    private readonly DoorState[] _states;
    private readonly DoorState[] _told;
    private readonly bool[] _samples;
    private readonly long[] _unsettledMs;
    private readonly long[] _changedMs;
    private readonly long[] _expectedUntilMs;
    private readonly bool[] _isCounted;
    private readonly bool[] _isSeen;
    private readonly bool[] _isFound;
    private readonly int[] _resting;
    private int _counted;
    private bool _isSettling;
    private bool _hasTold;
    private int _verified;

    /// <param name="memory">What was told before the start; loaded before the first tick.</param>
    /// <param name="listener">Hears of every opening and closing.</param>
    public DoorWatch(LockBank bank, Journal journal, ToldStates memory, IDoorListener listener)
    {
        _bank = bank;
        _journal = journal;
        _memory = memory;
        _listener = listener;
        int count = bank.Compartments + 1;
        _flaps = new FlapWatch(count);
        _states = new DoorState[count];
        _open = new OpenDoors(_states, journal);
        _told = new DoorState[count];
        _unsettledMs = new long[count];
        _samples = new bool[count];
        _changedMs = new long[count];
        _expectedUntilMs = new long[count];
        _isCounted = new bool[count];
        _isSeen = new bool[count];
        _isFound = new bool[count];
        _resting = new int[bank.Count];
        for (int i = 0; i < _resting.Length; i++)
        {
            _resting[i] = Moving;
        }
        for (int i = 0; i < count; i++)
        {
            _changedMs[i] = -1;
            _expectedUntilMs[i] = Never;
            _unsettledMs[i] = Never;
        }
    }

    /// <summary>Milliseconds a door may be open before the hint.</summary>
    public int HintAfterMs
    {
        get => _open.HintAfterMs;
        set => _open.HintAfterMs = value;
    }

    /// <summary>Milliseconds a door may be open before the alarm.</summary>
    public int AlarmAfterMs
    {
        get => _open.AlarmAfterMs;
        set => _open.AlarmAfterMs = value;
    }

    /// <summary>A door that is open too long, the newest if it is; 0 = none.</summary>
    public int LeftOpen => _open.LeftOpen;

    /// <summary>True when a door is open so long that the alarm sounds.</summary>
    public bool IsAlarming => _open.IsAlarming;

    /// <summary>The door opened last of those that are open; 0 = all are shut.</summary>
    public int NewestOpen => _open.Newest;

    /// <summary>The state of a door.</summary>
    public DoorState StateOf(int compartment) => _states[compartment];

    /// <summary>
    /// The state of a door as the events so far tell it; unknown while nobody can know. A change that was not told yet
    /// is not in it.
    /// </summary>
    public DoorState ToldOf(int compartment) =>
        _states[compartment] == DoorState.Unknown ? DoorState.Unknown : _told[compartment];

    /// <summary>True while a switch changes so often that its events are held back.</summary>
    public bool IsFlapping(int compartment) => _flaps.IsFlapping(compartment);

    /// <summary>A pulse is about to be given: the door may open.</summary>
    public void Expect(int compartment, long nowMs)
    {
        _expectedUntilMs[compartment] = nowMs + ExpectedMs;
    }

    /// <summary>Reads all doors; true when each is as it was and none is under way.</summary>
    public bool AreAtRest()
    {
        int[] resting = _resting;
        for (int expander = 0; expander < resting.Length; expander++)
        {
            if (See(expander) != resting[expander])
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Reads all doors.</summary>
    public void Tick(long nowMs)
    {
        _isSettling = false;
        _hasTold = false;
        _verified = NoExpander;
        for (int expander = 0; expander < _bank.Count; expander++)
        {
            int seen = See(expander);
            // All that follows is for doors of which something changed, or that were not at rest.
            if (seen != _resting[expander])
            {
                _resting[expander] = LookAt(expander, seen, nowMs) ? seen : Moving;
            }
        }
        _hasTold |= _open.Survey(nowMs, !_hasTold);
        if (_counted > 0 && !_hasTold && CanTellAgain)
        {
            TellAgain();
        }
    }

    /// <summary>Milliseconds until it must run again if no switch changes.</summary>
    public int WaitMs(long nowMs)
    {
        if (_isSettling || (_counted > 0 && CanTellAgain && HasToTellAgain()))
        {
            return PollMs;
        }
        return Waits.Least(_open.WaitMs(nowMs), _flaps.WaitMs(nowMs));
    }

    private int See(int expander) => _bank.TryReadDoors(expander, out int openDoors) ? openDoors : Away;

    // True when its doors are at rest: to look at them again while they are seen so changes nothing.
    private bool LookAt(int expander, int seen, long nowMs)
    {
        bool isAtRest = true;
        int first = expander * LockBank.LocksPerExpander + 1;
        for (int i = first; i < first + LockBank.LocksPerExpander && i <= _bank.Compartments; i++)
        {
            if (seen == Away)
            {
                Forget(i);
                continue;
            }
            Sample(i, (seen >> (i - first) & 1) != 0, nowMs);
            isAtRest &= _states[i] == _told[i] && _states[i] != DoorState.Unknown && !_flaps.IsFlapping(i)
                && _unsettledMs[i] == Never;
        }
        return isAtRest;
    }

    private void Sample(int compartment, bool isOpen, long nowMs)
    {
        bool isFirst = _changedMs[compartment] < 0;
        if (isFirst || _samples[compartment] != isOpen)
        {
            _samples[compartment] = isOpen;
            _changedMs[compartment] = nowMs;
            NoteChatter(compartment, isFirst, nowMs);
        }
        DoorState seen = isOpen ? DoorState.Open : DoorState.Closed;
        bool isSettled = nowMs - _changedMs[compartment] >= DebounceMs;
        if (isSettled)
        {
            _unsettledMs[compartment] = Never;
        }
        if (seen != _states[compartment])
        {
            if (!isSettled)
            {
                _isSettling = true;
                return;
            }
            Change(compartment, seen, nowMs);
        }
        _flaps.Tick(compartment, nowMs);
        if (_states[compartment] != _told[compartment] && _states[compartment] != DoorState.Unknown)
        {
            Report(compartment, isOpen, nowMs);
        }
    }

    // One a tick: when many doors open together, writing it down shall not take the tick's time.
    private void Report(int compartment, bool isOpen, long nowMs)
    {
        if (_hasTold)
        {
            _isSettling = true;
        }
        else if (_flaps.TryReport(compartment, nowMs))
        {
            _hasTold = true;
            Tell(compartment, isOpen, nowMs);
        }
    }

    private void Change(int compartment, DoorState seen, long nowMs)
    {
        bool isFirst = !_isSeen[compartment];
        if (isFirst)
        {
            _told[compartment] = _memory.DoorOf(compartment);
        }
        // Of a door that was never told of, closed is no news.
        bool isNews = seen != _told[compartment]
            && (seen == DoorState.Open || _told[compartment] != DoorState.Unknown);
        if (isNews && !TryVerify(compartment))
        {
            return;
        }
        bool isBack = !isFirst && _states[compartment] == DoorState.Unknown && seen == _told[compartment];
        _open.Set(compartment, seen);
        _isSeen[compartment] = true;
        _isFound[compartment] = isNews && (isFirst || _isFound[compartment]);
        if (isBack)
        {
            return;
        }
        if (seen == DoorState.Open)
        {
            _open.NoteOpened(compartment, nowMs);
        }
        if (!isNews && _told[compartment] == DoorState.Unknown)
        {
            _told[compartment] = seen;
            _memory.NoteDoor(compartment, false);
        }
        if (!isFirst)
        {
            NoteChange(compartment, nowMs);
        }
    }

    // An expander that answers anything would open and close doors at will. One is asked a tick.
    private bool TryVerify(int compartment)
    {
        int expander = (compartment - 1) / LockBank.LocksPerExpander;
        if (_verified == expander)
        {
            return true;
        }
        if (_verified != NoExpander)
        {
            _isSettling = true;
            return false;
        }
        if (!_bank.TryVerify(expander))
        {
            Forget(compartment);
            return false;
        }
        _verified = expander;
        return true;
    }

    private void NoteChatter(int compartment, bool isFirst, long nowMs)
    {
        if (isFirst || _unsettledMs[compartment] == Never)
        {
            _unsettledMs[compartment] = nowMs;
        }
        else if (nowMs - _unsettledMs[compartment] >= ChatterMs)
        {
            _unsettledMs[compartment] = nowMs;
            NoteChange(compartment, nowMs);
        }
    }

    private void NoteChange(int compartment, long nowMs)
    {
        if (_flaps.Note(compartment, nowMs))
        {
            _journal.TryAppend(EventKind.Flapping, compartment, FlapWatch.ChangesMax + 1, 0);
        }
    }

    // Its state is not known any more; what was told last stays, to be compared with when it is back.
    private void Forget(int compartment)
    {
        _open.Set(compartment, DoorState.Unknown);
        _changedMs[compartment] = -1;
    }

    private void Tell(int compartment, bool isOpen, long nowMs)
    {
        bool isFound = _isFound[compartment];
        bool wasUnknown = _told[compartment] == DoorState.Unknown;
        _told[compartment] = _states[compartment];
        _isFound[compartment] = false;
        if (isOpen)
        {
            bool wasExpected = nowMs <= _expectedUntilMs[compartment]
                || (isFound && (wasUnknown || _memory.WasOpening(compartment)));
            _expectedUntilMs[compartment] = Never;
            EventKind kind = !wasExpected ? EventKind.BreakIn
                : isFound ? EventKind.DoorFoundOpen : EventKind.DoorOpened;
            Append(kind, compartment, 0);
            _listener.OnDoorOpened(compartment, wasExpected, nowMs);
            return;
        }
        Append(isFound ? EventKind.DoorFoundClosed : EventKind.DoorClosed, compartment,
            isFound ? 0 : _open.OpenSeconds(compartment, nowMs));
        _listener.OnDoorClosed(compartment, nowMs);
    }

    // Only what is written counts as told over a restart.
    private void Append(EventKind kind, int compartment, uint detail)
    {
        if (_journal.TryAppend(kind, compartment, detail, 0) && !_journal.HasCounted)
        {
            _memory.NoteDoor(compartment, _told[compartment] == DoorState.Open);
        }
        _counted += (_journal.HasCounted ? 1 : 0) - (_isCounted[compartment] ? 1 : 0);
        _isCounted[compartment] = _journal.HasCounted;
    }

    // The sums come first.
    private bool CanTellAgain => _journal.HasRoomForAll && !_journal.HasSumToTell && !_journal.IsSilent;

    // One whose state is not known has its turn when it is.
    private bool IsToBeToldAgain(int compartment) =>
        _isCounted[compartment] && _states[compartment] == _told[compartment];

    private bool HasToTellAgain()
    {
        for (int i = 1; i < _states.Length && _counted > 0; i++)
        {
            if (IsToBeToldAgain(i))
            {
                return true;
            }
        }
        return false;
    }

    // One a tick, as with doors that change.
    private void TellAgain()
    {
        for (int i = 1; i < _states.Length && !_hasTold; i++)
        {
            if (IsToBeToldAgain(i))
            {
                _hasTold = true;
                bool isOpen = _states[i] == DoorState.Open;
                uint seconds = isOpen ? 0 : _open.OpenSeconds(i, _changedMs[i]);
                Append(isOpen ? EventKind.DoorOpened : EventKind.DoorClosed, i, seconds);
            }
        }
    }
}
