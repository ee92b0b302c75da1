using Fachwerk.Simulator.Chips;

namespace Fachwerk.Simulator.Parts;

/// <summary>
/// A door with a spring, a latch and a switch. Released, it springs open and stays open until it is pushed shut;
/// jammed, it stays where it is, whatever pulls or pushes. The switch bounces for some milliseconds after each change.
/// </summary>
public sealed class Door
{
    private const int SwingMs = 30;
    private const int BounceMs = 8;
    private const int BouncePeriodMs = 2;

    private readonly BoardClock _clock;
    private long _changesAtMs = long.MaxValue;
    private long _changedAtMs = -BounceMs;
    private bool _isOpen;

    /// <summary>A shut door.</summary>
    public Door(BoardClock clock)
    {
        _clock = clock;
    }

    /// <summary>True while the door is open.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>True while the door is stuck where it is.</summary>
    public bool IsJammed { get; private set; }

    /// <summary>Fault: the wire of the switch is broken, so it always reads as open.</summary>
    public bool SwitchIsBroken { get; set; }

    /// <summary>Fault: a loose switch that changes after every so many milliseconds; 0 = it does not.</summary>
    public int SwitchFlapsEveryMs { get; set; }

    /// <summary>What the switch says now, bounce included.</summary>
    public bool SwitchReadsOpen
    {
        get
        {
            if (SwitchIsBroken)
                return true;
            long age = _clock.NowMs - _changedAtMs;
            bool isInverted = age < BounceMs && (age / BouncePeriodMs & 1) == 1;
            isInverted ^= SwitchFlapsEveryMs > 0 && (_clock.NowMs / SwitchFlapsEveryMs & 1) == 1;
            return _isOpen != isInverted;
        }
    }

    /// <summary>When the switch next changes by itself; <see cref="long.MaxValue"/> if it will not.</summary>
    public long NextChangeMs
    {
        get
        {
            long age = _clock.NowMs - _changedAtMs;
            long next = age < BounceMs
                ? _changedAtMs + (age / BouncePeriodMs + 1) * BouncePeriodMs
                : _changesAtMs;
            return SwitchFlapsEveryMs > 0
                ? Math.Min(next, (_clock.NowMs / SwitchFlapsEveryMs + 1) * SwitchFlapsEveryMs)
                : next;
        }
    }

    /// <summary>The latch lets go: the spring opens the door.</summary>
    public void Unlatch()
    {
        if (!_isOpen && !IsJammed && _changesAtMs == long.MaxValue)
            _changesAtMs = _clock.NowMs + SwingMs;
    }

    /// <summary>Someone pushes the door shut.</summary>
    public void Push()
    {
        _changesAtMs = long.MaxValue;
        if (_isOpen && !IsJammed)
            Change(_clock.NowMs);
    }

    /// <summary>Someone pulls the door open by force, latch or not.</summary>
    public void Pull()
    {
        _changesAtMs = long.MaxValue;
        if (!_isOpen && !IsJammed)
            Change(_clock.NowMs);
    }

    /// <summary>Wedges the door where it is.</summary>
    public void Jam()
    {
        IsJammed = true;
        _changesAtMs = long.MaxValue;
    }

    /// <summary>Removes the wedge.</summary>
    public void Free() => IsJammed = false;

    /// <summary>Lets happen what is due by now.</summary>
    public void Advance()
    {
        if (_changesAtMs > _clock.NowMs)
            return;
        Change(_changesAtMs);
        _changesAtMs = long.MaxValue;
    }

    private void Change(long atMs)
    {
        _isOpen = !_isOpen;
        _changedAtMs = atMs;
    }
}
