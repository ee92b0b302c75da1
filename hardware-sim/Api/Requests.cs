using Fachwerk.Simulator.Depots;

namespace Fachwerk.Simulator.Api;

/// <summary>What happens at the keypad: exactly one of the three.</summary>
/// <param name="Keys">Keys to type one after the other: 0-9, * and #.</param>
/// <param name="Down">A key that is pressed and held.</param>
/// <param name="Up">A key that is released.</param>
/// <param name="PressMs">How long each key of <paramref name="Keys"/> is held, 5 to 5,000.</param>
/// <param name="GapMs">The pause between two of them, 5 to 5,000.</param>
internal sealed record KeysRequest(
    string? Keys = null, string? Down = null, string? Up = null, int PressMs = 60, int GapMs = 60);

/// <summary>What is done to a door.</summary>
/// <param name="Action">push, pull, jam or free.</param>
internal sealed record DoorRequest(string? Action);

/// <summary>The power switch.</summary>
internal sealed record PowerRequest(bool? On);

/// <summary>The network cable.</summary>
internal sealed record NetworkRequest(bool? Up);

/// <summary>A fault that comes or goes; a number that its kind does not take is not looked at.</summary>
/// <param name="Fault">Its name.</param>
/// <param name="On">True: it comes; false: it is mended.</param>
/// <param name="Operations">For powerCut: I/O operations until the power goes.</param>
/// <param name="Volts">For supply: the mains supply without load.</param>
/// <param name="Ohms">For sag: the inner resistance of the supply.</param>
/// <param name="Milliseconds">For flap: the switch changes after every so many.</param>
/// <param name="Pulses">For Holds: clock pulses until the chip lets go; 0 = never.</param>
internal sealed record FaultRequest(
    string? Fault, bool On = true, double? Operations = null, double? Volts = null, double? Ohms = null,
    double? Milliseconds = null, double? Pulses = null)
{
    internal double? ValueOf(string name) => name switch
    {
        "operations" => Operations,
        "volts" => Volts,
        "ohms" => Ohms,
        "milliseconds" => Milliseconds,
        "pulses" => Pulses,
        _ => null
    };
}

/// <summary>A kind of fault that a depot can have.</summary>
/// <param name="Name">With <c>#</c> for a number.</param>
/// <param name="Group">What it belongs to.</param>
/// <param name="Count">The highest number; 0 = it takes none.</param>
/// <param name="Lasts">True: it stays until it is mended; false: it happens in a moment.</param>
/// <param name="Value">The number that may be said with it.</param>
internal sealed record FaultAnswer(string Name, string Group, int Count, bool Lasts, FaultValue? Value);

/// <summary>What the typing will take.</summary>
internal sealed record TypingAnswer(int TypedInMs);
