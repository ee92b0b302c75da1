namespace Fachwerk.Backend.Fleet;

/// <summary>Changes of a table that belong together and happen once.</summary>
/// <param name="Key">The idempotency key: the same again changes nothing.</param>
/// <param name="Changes">What to put and remove.</param>
public sealed record TableEdit(Guid Key, IReadOnlyList<TableChange> Changes);
