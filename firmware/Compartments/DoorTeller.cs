using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Compartments;

/// <summary>
/// Tells how doors stand. What the journal only counted is told once more when it has room; what it could not take is
/// told after the next start.
/// </summary>
internal sealed class DoorTeller
{
    private const long Never = long.MinValue / 2;

    private readonly DoorState[] _states;
    private readonly OpenDoors _open;
    private readonly Journal _journal;
    private readonly ToldStates _memory;
    private readonly IDoorListener _listener;
    private readonly long[] _expectedUntilMs;
    private readonly bool[] _isCounted;
    private readonly bool[] _isFound;
    private readonly long[] _shutMs;
    private int _counted;

    /// <param name="states">Of every door, from index 1.</param>
    public DoorTeller(
        DoorState[] states, OpenDoors open, Journal journal, ToldStates memory, IDoorListener listener)
    {
        _states = states;
        _open = open;
        _journal = journal;
        _memory = memory;
        _listener = listener;
        Told = new DoorState[states.Length];
        _expectedUntilMs = new long[states.Length];
        _isCounted = new bool[states.Length];
        _isFound = new bool[states.Length];
        _shutMs = new long[states.Length];
        for (int i = 0; i < states.Length; i++)
        {
            _expectedUntilMs[i] = Never;
        }
    }

    /// <summary>How each door was told last.</summary>
    public DoorState[] Told { get; }

    /// <summary>A door that opens until then was opened by a pulse.</summary>
    public void Expect(int door, long untilMs) => _expectedUntilMs[door] = untilMs;

    /// <summary>A door stands otherwise than it was told: found so, or changed before the eyes of the watch.</summary>
    public void NoteFound(int door, bool isNews, bool isFirst) =>
        _isFound[door] = isNews && (isFirst || _isFound[door]);

    /// <summary>Tells how a door stands now.</summary>
    public void Tell(int door, bool isOpen, long nowMs)
    {
        bool isFound = _isFound[door];
        bool wasUnknown = Told[door] == DoorState.Unknown;
        Told[door] = _states[door];
        _isFound[door] = false;
        if (isOpen)
        {
            bool wasExpected = nowMs <= _expectedUntilMs[door]
                || (isFound && (wasUnknown || _memory.WasOpening(door)));
            _expectedUntilMs[door] = Never;
            EventKind kind = !wasExpected ? EventKind.BreakIn
                : isFound ? EventKind.DoorFoundOpen : EventKind.DoorOpened;
            Append(kind, door, 0);
            _listener.OnDoorOpened(door, wasExpected, nowMs);
            return;
        }
        _shutMs[door] = nowMs;
        Append(isFound ? EventKind.DoorFoundClosed : EventKind.DoorClosed, door,
            isFound ? 0 : _open.OpenSeconds(door, nowMs));
        _listener.OnDoorClosed(door, nowMs);
    }

    /// <summary>True when a door that was only counted can be told now.</summary>
    public bool HasToTellAgain() => _counted > 0 && CanTellAgain && NextToTellAgain() != 0;

    /// <summary>Tells one of them, if it can.</summary>
    public void TellAgain()
    {
        int door = _counted > 0 && CanTellAgain ? NextToTellAgain() : 0;
        if (door != 0)
        {
            bool isOpen = _states[door] == DoorState.Open;
            uint seconds = isOpen ? 0 : _open.OpenSeconds(door, _shutMs[door]);
            Append(isOpen ? EventKind.DoorOpened : EventKind.DoorClosed, door, seconds);
        }
    }

    // The sums come first.
    private bool CanTellAgain => _journal.HasRoomForAll && !_journal.HasSumToTell && !_journal.IsSilent;

    // One whose state is not known has its turn when it is.
    private int NextToTellAgain()
    {
        int door = 1;
        while (door < _states.Length && !(_isCounted[door] && _states[door] == Told[door]))
        {
            door++;
        }
        return door < _states.Length ? door : 0;
    }

    // Only what is written counts as told over a restart.
    private void Append(EventKind kind, int door, uint detail)
    {
        if (_journal.TryAppend(kind, door, detail, 0) && !_journal.HasCounted)
        {
            _memory.NoteDoor(door, Told[door] == DoorState.Open);
        }
        _counted += (_journal.HasCounted ? 1 : 0) - (_isCounted[door] ? 1 : 0);
        _isCounted[door] = _journal.HasCounted;
    }
}
