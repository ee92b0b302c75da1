namespace Fachwerk.Bench;

/// <summary>
/// The bench cannot work, for a reason outside of it; the message is one line that says what to do. An adapter that was
/// unplugged is one: to a bus it is a transfer that failed.
/// </summary>
internal sealed class BenchException(string message) : IOException(message);
