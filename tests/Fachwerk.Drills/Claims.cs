namespace Fachwerk.Drills;

/// <summary>What a drill claims, one line each, with the figures it was seen by.</summary>
internal sealed class Claims(TextWriter output)
{
    /// <summary>Claims that did not hold.</summary>
    public int Failed { get; private set; }

    /// <summary>Says that something was seen to hold, or not.</summary>
    /// <param name="figures">What was counted or measured.</param>
    public void Add(bool holds, string claim, string figures)
    {
        if (!holds)
            Failed++;
        output.WriteLine($"{(holds ? "ok" : "FAILED")} {claim} ({figures})");
        output.Flush();
    }
}
