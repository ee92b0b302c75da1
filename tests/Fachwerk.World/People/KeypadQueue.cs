using Fachwerk.World.Running;

namespace Fachwerk.World.People;

/// <summary>People who want to use the keypad of a depot, one after the other.</summary>
internal sealed class KeypadQueue(WorldCore world)
{
    private const int WaitingMax = 20;
    private const int StepAsideMs = 1_500;

    private readonly Queue<Action<Action>> _waiting = new();
    private bool _isTaken;

    /// <summary>Takes a turn now or later.</summary>
    /// <param name="turn">What to do at the keypad; it calls the action it is given when it leaves.</param>
    public void Take(Action<Action> turn)
    {
        if (_waiting.Count >= WaitingMax)
            return;
        _waiting.Enqueue(turn);
        Next();
    }

    private void Next()
    {
        if (_isTaken || !_waiting.TryDequeue(out Action<Action>? turn))
            return;
        _isTaken = true;
        turn(() => world.Agenda.In(StepAsideMs, () =>
        {
            _isTaken = false;
            Next();
        }));
    }
}
