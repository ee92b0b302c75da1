using Fachwerk.Simulator.Depots;
using Fachwerk.Simulator.Running;

namespace Fachwerk.Simulator.Smoke;

/// <summary>The one depot of a smoke run, and the person in front of it.</summary>
/// <param name="host">Runs it.</param>
/// <param name="controller">Its controller number.</param>
/// <param name="id">Its id in the backend.</param>
internal sealed class DepotUnderTest(SimulatorHost host, uint controller, string id, TimeProvider time)
{
    private const int PressMs = 60;
    private const int GapMs = 60;
    private static readonly TimeSpan TakingOut = TimeSpan.FromMilliseconds(500);

    /// <summary>The depot's id in the backend.</summary>
    public string Id => id;

    /// <summary>Types at a person's pace and returns the moment the last key was let go.</summary>
    public async Task<long> TypeAsync(string keys, CancellationToken cancellation)
    {
        int typedInMs = 0;
        if (!host.Do(controller, depot => depot.TryType(keys, PressMs, GapMs, out typedInMs)))
            throw new SmokeFailure("the keypad took no keys");
        await Task.Delay(TimeSpan.FromMilliseconds(typedInMs), time, cancellation);
        return time.GetTimestamp();
    }

    /// <summary>Whether the door of a compartment is open.</summary>
    public bool IsOpen(int compartment) => host.Do(controller, depot => depot.Board.Doors[compartment - 1].IsOpen);

    /// <summary>Takes out what lies in an open compartment and pushes its door shut.</summary>
    public async Task TakeOutAsync(int compartment, CancellationToken cancellation)
    {
        await Task.Delay(TakingOut, time, cancellation);
        host.Do(controller, depot => depot.Touch(compartment, DoorAction.Push));
    }

    /// <summary>Plugs or pulls the network cable.</summary>
    public void SetNetwork(bool up) => host.Do(controller, depot => depot.SetNetwork(up));
}
