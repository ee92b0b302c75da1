namespace Fachwerk.Drills.Starting;

/// <summary>At which moments a demo is ended while it starts.</summary>
/// <param name="Script">The project's script.</param>
/// <param name="Moments">How many, for each signal and each kind of data.</param>
/// <param name="Every">How far they lie apart.</param>
/// <param name="IsBuilding">False: what is built already is run.</param>
internal sealed record StartPlan(string Script, int Moments, TimeSpan Every, bool IsBuilding);
