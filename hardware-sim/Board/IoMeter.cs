namespace Fachwerk.Simulator.Board;

/// <summary>Counts pin operations and bus bytes, and takes the power away after a chosen number of them.</summary>
public sealed class IoMeter
{
    private long _cutsAt = long.MaxValue;

    /// <summary>Operations so far.</summary>
    public long Operations { get; private set; }

    /// <summary>True while the power will go in the midst of the work.</summary>
    public bool WillCut => _cutsAt != long.MaxValue;

    /// <summary>Fault: the power goes instead of the operation after the next <paramref name="operations"/>.</summary>
    public void CutAfter(long operations) => _cutsAt = Operations + operations;

    /// <summary>Takes the fault back.</summary>
    public void Clear() => _cutsAt = long.MaxValue;

    internal void Count()
    {
        if (Operations >= _cutsAt)
        {
            _cutsAt = long.MaxValue;
            throw new PowerCutException();
        }

        Operations++;
    }
}
