namespace Fachwerk.Simulator.Depots;

/// <summary>A kind of fault that a board can have.</summary>
/// <param name="Name">What the control API calls it; <c>#</c> stands for a number from 1.</param>
/// <param name="Group">What it belongs to, as people look for it.</param>
/// <param name="IsOn">Whether the fault with this number is there; null for what happens in a moment.</param>
/// <param name="Switch">Lets it come or go.</param>
/// <param name="Value">The number that may be said with it, if any.</param>
public sealed record FaultKind(
    string Name, string Group, Func<SimulatedDepot, int, bool>? IsOn, Action<SimulatedDepot, FaultOrder> Switch,
    FaultValue? Value = null);

/// <summary>A number that says how bad a fault is.</summary>
/// <param name="Name">The member of the request.</param>
/// <param name="Default">What it is unless told otherwise.</param>
/// <param name="Min">The least it can be.</param>
/// <param name="Max">The most it can be.</param>
public sealed record FaultValue(string Name, double Default, double Min, double Max);

/// <summary>A fault that is to come or go.</summary>
/// <param name="Number">Which one of its kind; 0 where there is only one.</param>
/// <param name="On">True: it comes.</param>
/// <param name="Value">Within the limits of its kind.</param>
/// <param name="UtcNow">The right time, for clocks that are mended.</param>
public sealed record FaultOrder(int Number, bool On, double Value, DateTime UtcNow);
