namespace Fachwerk.World.Depots;

/// <summary>Something in a compartment.</summary>
internal sealed class Parcel(uint codeId)
{
    /// <summary>The codes under which it lies there: the one it was put in with, those issued for it since.</summary>
    public HashSet<uint> CodeIds { get; } = [codeId];
}
