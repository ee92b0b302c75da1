namespace Fachwerk.Backend.Fleet;

/// <summary>A table would hold more codes than its depot has places for; nothing of it was written.</summary>
public sealed class TableFullException(long controller, int codes)
    : Exception($"The table of controller {controller} would hold {codes} codes.");
