namespace Fachwerk.World.Depots;

/// <summary>One opening: the event that explains it, and what came of it.</summary>
internal sealed class Opening(SeenEvent explanation, IssuedCode? code)
{
    public const int PulsesMax = 3;

    private const int WaitMaxMs = 20_000;

    public SeenEvent Explanation { get; } = explanation;

    public IssuedCode? Code { get; } = code;

    public int Pulses { get; set; }

    public long PulsedMs { get; set; } = -1_000;

    public bool IsDone { get; set; }

    /// <summary>True when no further pulse can be its own.</summary>
    public bool IsOver(long nowMs) => IsDone || Pulses == PulsesMax
        || nowMs - Math.Max(Explanation.SeenMs, PulsedMs) > WaitMaxMs;
}
