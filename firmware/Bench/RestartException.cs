namespace Fachwerk.Bench;

/// <summary>The controller restarts itself, as an order or a table that must be read anew wants it.</summary>
internal sealed class RestartException : Exception;
