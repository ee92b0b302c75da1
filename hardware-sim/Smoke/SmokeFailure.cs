namespace Fachwerk.Simulator.Smoke;

/// <summary>
/// A step of the smoke run that did not come out as it must; the message says which and what was seen.
/// </summary>
public sealed class SmokeFailure(string message) : Exception(message);
