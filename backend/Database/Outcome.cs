using System.Diagnostics.CodeAnalysis;

namespace Fachwerk.Backend.Database;

/// <summary>What a use case returns: its value, or the refusal that kept it from one.</summary>
public readonly struct Outcome<T>
    where T : notnull
{
    private readonly T? _value;
    private readonly Refusal? _refusal;

    private Outcome(T? value, Refusal? refusal)
    {
        _value = value;
        _refusal = refusal;
    }

    /// <summary>True with the value, false with the refusal.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Refusal? refusal)
    {
        value = _value;
        refusal = _refusal;
        return _refusal is null && _value is not null;
    }

    /// <summary>It was done.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>It was declined.</summary>
    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);

    /// <summary>The named form of the conversion from a value.</summary>
    public Outcome<T> FromT(T value) => value;

    /// <summary>The named form of the conversion from a refusal.</summary>
    public Outcome<T> FromRefusal(Refusal refusal) => refusal;
}
