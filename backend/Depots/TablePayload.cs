using Fachwerk.Backend.Fleet;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Depots;

/// <summary>Table operations on their way through the outbox.</summary>
/// <param name="Controller">Whose table.</param>
/// <param name="Operations">What to put and remove, as one version.</param>
public sealed record TablePayload(long Controller, IReadOnlyList<TablePayload.Item> Operations)
{
    /// <summary>For a row about one thing: its id.</summary>
    public Guid Subject { get; init; }

    /// <summary>Codes whose places are given away: their ids.</summary>
    public IReadOnlyList<Guid> Leaving { get; init; } = [];

    /// <summary>The operations as the fleet takes them.</summary>
    public IReadOnlyList<TableChange> ToChanges() =>
        [.. Operations.Select(one => new TableChange((RecordKind)one.Kind, one.Key, one.Record))];

    /// <summary>One operation.</summary>
    /// <param name="Kind">The <see cref="RecordKind"/>.</param>
    /// <param name="Key">The record's key.</param>
    /// <param name="Record">The record; null removes it.</param>
    public sealed record Item(int Kind, byte[] Key, byte[]? Record);
}
