namespace Fachwerk.Backend.Database;

/// <summary>Names a depot (a cabinet), whichever controller it has at the moment.</summary>
public readonly record struct DepotId(Guid Value)
{
    /// <summary>A new one, sortable by the time it was made.</summary>
    public static DepotId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
