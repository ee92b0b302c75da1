namespace Fachwerk.World.Depots;

/// <summary>A compartment with what is in it, and what the world knows of its last opening.</summary>
internal sealed class WorldCompartment(int number)
{
    public int Number { get; } = number;

    private readonly List<Opening> _openings = [];

    /// <summary>What it is used for.</summary>
    public CompartmentUse Use { get; set; }

    public Parcel? Content { get; set; }

    /// <summary>The deposit code that took it last.</summary>
    public IssuedCode? TakenBy { get; set; }

    /// <summary>What explains the present opening; the openings that wait are behind it.</summary>
    public Opening? Opening => _openings.FirstOrDefault();

    public IReadOnlyList<Opening> Openings => _openings;

    /// <summary>The code that opened it last and may open it again; 0 = something else did.</summary>
    public uint LastOpener { get; set; }

    public bool LastWasOffline { get; set; }

    public int LastBoot { get; set; }

    /// <summary>When its door closed after that, or was found blocked; null while it has not.</summary>
    public long? ClosedMs { get; set; }

    /// <summary>An event explains one more opening.</summary>
    public void Explain(Opening opening)
    {
        bool isNextBoot = _openings.Count > 0 && _openings[0].Explanation.Boot != opening.Explanation.Boot;
        _openings.RemoveAll(one => isNextBoot || one.IsDone);
        _openings.Add(opening);
    }

    /// <summary>The door moved, or did not for good: the next pulse belongs to the next opening.</summary>
    public void End()
    {
        if (Opening is { Pulses: > 0 } opening)
            opening.IsDone = true;
    }

    /// <summary>The opening that a pulse belongs to.</summary>
    public Opening? Next(long nowMs)
    {
        while (_openings.Count > 1 && _openings[0].IsOver(nowMs))
            _openings.RemoveAt(0);
        return Opening;
    }
}

internal enum CompartmentUse
{
    Deposits,
    Filled,
    Key,
    Offline,
}
