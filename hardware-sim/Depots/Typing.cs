using Fachwerk.Simulator.Parts;

namespace Fachwerk.Simulator.Depots;

/// <summary>Fingers on the keypad: what they will do and when.</summary>
internal sealed class Typing
{
    private const int MovementMs = 50;

    private readonly KeypadMatrix _keypad;
    private readonly Queue<Stroke> _strokes = new();
    private long _endMs;

    internal Typing(KeypadMatrix keypad)
    {
        _keypad = keypad;
    }

    /// <summary>Keys that have not been released yet.</summary>
    internal int Waiting => (_strokes.Count + 1) / 2;

    /// <summary>When the next finger moves; <see cref="long.MaxValue"/> if none will.</summary>
    internal long NextMs => _strokes.TryPeek(out Stroke next) ? next.AtMs : long.MaxValue;

    /// <summary>Appends keys, one after the other.</summary>
    /// <returns>When the last key has been released.</returns>
    internal long Append(string keys, int pressMs, int gapMs, long nowMs)
    {
        _endMs = Math.Max(_endMs, nowMs);
        foreach (char key in keys)
        {
            _strokes.Enqueue(new Stroke(_endMs, key, Down: true));
            _strokes.Enqueue(new Stroke(_endMs + pressMs, key, Down: false));
            _endMs += pressMs + gapMs;
        }

        return _endMs - gapMs;
    }

    /// <summary>
    /// Appends one movement of a finger. Movements that come closer together than a person's (a network bunches them)
    /// are spread out again.
    /// </summary>
    internal void Append(char key, bool down, long nowMs)
    {
        _endMs = Math.Max(_endMs, nowMs);
        _strokes.Enqueue(new Stroke(_endMs, key, down));
        _endMs += MovementMs;
    }

    internal void Advance(long nowMs)
    {
        while (NextMs <= nowMs)
        {
            Stroke stroke = _strokes.Dequeue();
            if (stroke.Down)
                _keypad.Press(stroke.Key);
            else
                _keypad.Release(stroke.Key);
        }
    }

    private readonly record struct Stroke(long AtMs, char Key, bool Down);
}
