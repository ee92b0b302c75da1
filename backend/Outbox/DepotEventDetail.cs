namespace Fachwerk.Backend.Outbox;

/// <summary>The detail items of a depot's event: numbers and texts by place.</summary>
public sealed class DepotEventDetail(IReadOnlyList<object> items)
{
    /// <summary>An event without detail.</summary>
    public static DepotEventDetail None { get; } = new([]);

    /// <summary>The items: <see cref="long"/>, <see cref="string"/> or <see cref="bool"/>.</summary>
    public IReadOnlyList<object> Items { get; } = items;

    /// <summary>The number at a place.</summary>
    /// <exception cref="InvalidDataException">There is no number there: the event is not what its kind says.</exception>
    public long Number(int place) => place < Items.Count && Items[place] is long number
        ? number
        : throw new InvalidDataException($"Detail item {place} is missing or no number.");

    /// <summary>The number at a place, or null when the depot did not say.</summary>
    public long? NumberOrNull(int place) => place < Items.Count && Items[place] is long number ? number : null;
}
