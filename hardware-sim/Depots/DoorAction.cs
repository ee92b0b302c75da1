namespace Fachwerk.Simulator.Depots;

/// <summary>What a person does to a door.</summary>
public enum DoorAction
{
    /// <summary>Pushes it shut.</summary>
    Push,

    /// <summary>Pulls it open by force, latch or not.</summary>
    Pull,

    /// <summary>Wedges it where it is.</summary>
    Jam,

    /// <summary>Removes the wedge.</summary>
    Free
}
