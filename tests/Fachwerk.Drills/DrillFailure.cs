namespace Fachwerk.Drills;

/// <summary>The drill cannot go on: something it needs did not come about in time.</summary>
internal sealed class DrillFailure(string message) : Exception(message);
