using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Fleet;

/// <summary>Puts or removes one record of a depot's table.</summary>
/// <param name="Kind">Which kind of record.</param>
/// <param name="Key">Code id[4], compartment number[1] or setting key[1], as SPEC.md has it.</param>
/// <param name="Record">The whole record as it stands on the wire; null removes it.</param>
public sealed record TableChange(RecordKind Kind, byte[] Key, byte[]? Record);
