using Fachwerk.Simulator.Parts;

namespace Fachwerk.Simulator.Depots;

/// <summary>Fingers on the keypad: what they will do and when.</summary>
internal sealed class Typing
{
    private const int MovementMs = 50;

    private readonly KeypadMatrix keypad;
    private readonly Queue<Stroke> strokes = new();
    private long endMs;

    internal Typing(KeypadMatrix keypad)
    {
        this.keypad = keypad;
    }

    /// <summary>Keys that have not been released yet.</summary>
    internal int Waiting => (strokes.Count + 1) / 2;

    /// <summary>When the next finger moves; <see cref="long.MaxValue"/> if none will.</summary>
    internal long NextMs => strokes.TryPeek(out Stroke next) ? next.AtMs : long.MaxValue;

    /// <summary>Appends keys, one after the other.</summary>
    /// <returns>When the last key has been released.</returns>
    internal long Append(string keys, int pressMs, int gapMs, long nowMs)
    {
        endMs = Math.Max(endMs, nowMs);
        foreach (char key in keys)
        {
            strokes.Enqueue(new Stroke(endMs, key, Down: true));
            strokes.Enqueue(new Stroke(endMs + pressMs, key, Down: false));
            endMs += pressMs + gapMs;
        }

        return endMs - gapMs;
    }

    /// <summary>
    /// Appends one movement of a finger. Movements that come closer together than a person's (a network bunches them)
    /// are spread out again.
    /// </summary>
    internal void Append(char key, bool down, long nowMs)
    {
        endMs = Math.Max(endMs, nowMs);
        strokes.Enqueue(new Stroke(endMs, key, down));
        endMs += MovementMs;
    }

    internal void Advance(long nowMs)
    {
        while (NextMs <= nowMs)
        {
            Stroke stroke = strokes.Dequeue();
            if (stroke.Down)
                keypad.Press(stroke.Key);
            else
                keypad.Release(stroke.Key);
        }
    }

    private readonly record struct Stroke(long AtMs, char Key, bool Down);
}
