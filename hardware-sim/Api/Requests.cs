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

/// <summary>A fault that comes or goes.</summary>
/// <param name="Fault">Its name.</param>
/// <param name="On">True: it comes; false: it is mended.</param>
/// <param name="Operations">For powerCut: I/O operations until the power goes.</param>
/// <param name="Volts">For supply: the mains supply without load, 0 to 30.</param>
/// <param name="Ohms">For sag: the inner resistance of the supply, 0 to 1,000.</param>
/// <param name="Milliseconds">For flap: the switch changes after every so many.</param>
/// <param name="Pulses">For Holds: clock pulses until the chip lets go; 0 = never.</param>
internal sealed record FaultRequest(
    string? Fault, bool On = true, long Operations = 0, double Volts = 9, double Ohms = 6, int Milliseconds = 500,
    int Pulses = 0);

/// <summary>What the typing will take.</summary>
internal sealed record TypingAnswer(int TypedInMs);
