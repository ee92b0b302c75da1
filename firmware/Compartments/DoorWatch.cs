using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Compartments;

/// <summary>
/// Reads every door in every tick (10 ms apart while anything moves), debounces it for 30 ms and tells
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

    // Expanders a tick whose doors are looked at one by one: with all eight under way each has every third tick.
    private const int LooksMax = 3;

    // Of an expander whose doors are not all at rest; one that is away is known to be.
    private const int Moving = -1;
    private const int Away = -2;
    private const long Never = long.MinValue / 2;

    private readonly LockBank _bank;
    private readonly Journal _journal;
    private readonly ToldStates _memory;
    private readonly DoorTeller _teller;
    private readonly FlapWatch _flaps;
    private readonly OpenDoors _open;
    private readonly DoorState[] _states;
    private readonly DoorState[] _told;
    private readonly long[] _unsettledMs;
    private readonly long[] _changedMs;
    private readonly bool[] _isSeen;
    private readonly int[] _resting;

    // A bit a door of each expander: as its switch was seen last, those to look at, those that only wait to be told.
    private readonly int[] _sampled;
    private readonly int[] _moving;
    private readonly int[] _untold;
    private bool _isSettling;
    private bool _hasTold;
    private int _verified;
    private int _first;

    // What was seen last before the tick, and where.
    private int _seen;
    private int _seenAt = NoExpander;

    /// <param name="memory">What was told before the start; loaded before the first tick.</param>
    /// <param name="listener">Hears of every opening and closing.</param>
    public DoorWatch(LockBank bank, Journal journal, ToldStates memory, IDoorListener listener)
    {
        _bank = bank;
        _journal = journal;
        _memory = memory;
        int count = bank.Compartments + 1;
        _flaps = new FlapWatch(count);
        _states = new DoorState[count];
        _open = new OpenDoors(_states, journal);
        _teller = new DoorTeller(_states, _open, journal, memory, listener);
        _told = _teller.Told;
        _unsettledMs = new long[count];
        _changedMs = new long[count];
        _isSeen = new bool[count];
        _resting = new int[bank.Count];
        _sampled = new int[bank.Count];
        _moving = new int[bank.Count];
        _untold = new int[bank.Count];
        for (int i = 0; i < _resting.Length; i++)
        {
            _resting[i] = Moving;
            _moving[i] = DoorsOf(i);
        }
        for (int i = 0; i < count; i++)
        {
            _changedMs[i] = -1;
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

    /// <summary>True when a door changed in the last tick.</summary>
    public bool HasChanged { get; private set; }

    /// <summary>A bit for each door of an expander that is shut.</summary>
    public int ShutDoors(int expander) => _open.ShutDoors(expander);

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
    public void Expect(int compartment, long nowMs) => _teller.Expect(compartment, nowMs + ExpectedMs);

    /// <summary>Reads all doors; true when each is as it was and none is under way. Else a tick is to follow.</summary>
    public bool AreAtRest()
    {
        int[] resting = _resting;
        for (int expander = 0; expander < resting.Length; expander++)
        {
            _seen = See(expander);
            if (_seen != resting[expander])
            {
                _seenAt = expander;
                return false;
            }
        }
        return true;
    }

    /// <summary>Reads all doors.</summary>
    public void Tick(long nowMs)
    {
        _isSettling = false;
        HasChanged = false;
        _hasTold = false;
        _verified = NoExpander;
        int looks = 0;
        int next = 0;
        int count = _resting.Length;
        for (int i = 0; i < count; i++)
        {
            int expander = _first + i < count ? _first + i : _first + i - count;
            // Those before it are as they were.
            if (expander < _seenAt)
            {
                continue;
            }
            int seen = expander == _seenAt ? _seen : See(expander);
            // All that follows is for doors of which something changed, or that were not at rest.
            if (seen == _resting[expander])
            {
                continue;
            }
            if (looks < LooksMax)
            {
                looks++;
                _resting[expander] = LookAt(expander, seen, nowMs) ? seen : Moving;
            }
            else
            {
                next = looks == LooksMax ? expander : next;
                looks++;
                _isSettling = true;
            }
        }
        _first = next;
        _seenAt = NoExpander;
        // A tick that told of a door, or asked an expander, has done enough.
        if (!_hasTold && _verified == NoExpander && !_open.Survey(nowMs))
        {
            _teller.TellAgain();
        }
    }

    /// <summary>Milliseconds until it must run again if no switch changes.</summary>
    public int WaitMs(long nowMs)
    {
        if (_isSettling || _teller.HasToTellAgain())
        {
            return PollMs;
        }
        return Waits.Least(_open.WaitMs(nowMs), _flaps.WaitMs(nowMs));
    }

    private int See(int expander) => _bank.TryReadDoors(expander, out int openDoors) ? openDoors : Away;

    // True when its doors are at rest: to look at them again while they are seen so changes nothing.
    private bool LookAt(int expander, int seen, long nowMs)
    {
        int door = expander * LockBank.LocksPerExpander + 1;
        int all = DoorsOf(expander);
        if (seen == Away)
        {
            for (; all != 0; all >>= 1)
            {
                Forget(door++);
            }
            _moving[expander] = DoorsOf(expander);
            _untold[expander] = 0;
            return true;
        }
        int changed = seen ^ _sampled[expander];
        _sampled[expander] = seen;
        int moving = _moving[expander];
        int untold = _untold[expander];
        for (int bit = 1; bit <= all; bit <<= 1, door++)
        {
            // One that only waits to be told has its turn when nothing was told yet in this tick.
            bool isTurn = !_hasTold && (untold & bit) != 0;
            if (isTurn || ((changed | moving) & bit) != 0)
            {
                Sample(door, (seen & bit) != 0, (changed & bit) != 0, nowMs);
                if (_flaps.IsToTell(door))
                {
                    TellFlapping(door);
                }
                bool isCalm = IsCalm(door, (seen & bit) != 0);
                moving = isCalm ? moving & ~bit : moving | bit;
                untold = isCalm && _states[door] != _told[door] ? untold | bit : untold & ~bit;
            }
        }
        _moving[expander] = moving;
        _untold[expander] = untold;
        _isSettling |= untold != 0;
        return (moving | untold) == 0;
    }

    // It stands as it is seen: one whose expander could not be asked yet does not.
    private bool IsCalm(int door, bool isOpen) => _states[door] == (isOpen ? DoorState.Open : DoorState.Closed)
        && _unsettledMs[door] == Never && !_flaps.IsFlapping(door);

    private int DoorsOf(int expander)
    {
        int doors = _bank.Compartments - expander * LockBank.LocksPerExpander;
        return (1 << (doors < LockBank.LocksPerExpander ? doors : LockBank.LocksPerExpander)) - 1;
    }

    private void Sample(int compartment, bool isOpen, bool isChanged, long nowMs)
    {
        bool isFirst = _changedMs[compartment] < 0;
        if (isFirst || isChanged)
        {
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

    // One a tick: when many doors open together, writing it down shall not take the tick's time. Nor in a tick that
    // asked an expander whether it answers what it is.
    private void Report(int compartment, bool isOpen, long nowMs)
    {
        if (_hasTold || _verified != NoExpander)
        {
            _isSettling = true;
        }
        else if (_flaps.TryReport(compartment, nowMs))
        {
            _hasTold = true;
            _teller.Tell(compartment, isOpen, nowMs);
        }
    }

    // One a tick as well: a cable makes all eight of an expander flap together.
    private void TellFlapping(int compartment)
    {
        if (_hasTold)
        {
            _isSettling = true;
        }
        else
        {
            _hasTold = true;
            _flaps.NoteTold(compartment);
            _journal.TryAppend(EventKind.Flapping, compartment, FlapWatch.ChangesMax + 1, 0);
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
        HasChanged = true;
        _isSeen[compartment] = true;
        _teller.NoteFound(compartment, isNews, isFirst);
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
            _flaps.Note(compartment, nowMs);
        }
    }

    // An expander that answers nonsense would open and close doors at will. One is asked a tick.
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
            _flaps.Note(compartment, nowMs);
        }
    }

    // Its state is not known any more; what was told last stays, to be compared with when it is back.
    private void Forget(int compartment)
    {
        _open.Set(compartment, DoorState.Unknown);
        _changedMs[compartment] = -1;
    }
}
