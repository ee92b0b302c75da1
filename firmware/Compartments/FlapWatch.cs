namespace Fachwerk.Firmware.Compartments;

/// <summary>
/// Notices switches that change more often than a hand can: more than 10 changes within a minute. Such a switch may
/// report its state once a minute until it has been calm for a minute.
/// </summary>
internal sealed class FlapWatch(int switches)
{
    public const int ChangesMax = 10;
    public const int WindowMs = 60000;

    // Times in tenths of a second, so that a ring of them is small; 0 = none.
    private const int StepMs = 100;

    private readonly int[] _changes = new int[switches * ChangesMax];
    private readonly int[] _next = new int[switches];
    private readonly bool[] _isFlapping = new bool[switches];
    private readonly bool[] _isToTell = new bool[switches];
    private readonly long[] _changedMs = new long[switches];
    private readonly long[] _reportedMs = new long[switches];

    /// <summary>How many flap.</summary>
    public int Flapping { get; private set; }

    public bool IsFlapping(int index) => _isFlapping[index];

    /// <summary>True while it is to be told that a switch flaps.</summary>
    public bool IsToTell(int index) => _isToTell[index];

    /// <summary>That is told.</summary>
    public void NoteTold(int index) => _isToTell[index] = false;

    /// <summary>A switch has changed.</summary>
    public void Note(int index, long nowMs)
    {
        int at = index * ChangesMax + _next[index];
        int now = (int)(nowMs / StepMs) + 1;
        bool isOften = _changes[at] != 0 && now - _changes[at] < WindowMs / StepMs;
        _changes[at] = now;
        _next[index] = (_next[index] + 1) % ChangesMax;
        _changedMs[index] = nowMs;
        if (isOften && !_isFlapping[index])
        {
            _isFlapping[index] = true;
            _isToTell[index] = true;
            Flapping++;
            _reportedMs[index] = nowMs;
        }
    }

    /// <summary>Lets a switch become calm.</summary>
    public void Tick(int index, long nowMs)
    {
        if (_isFlapping[index] && nowMs - _changedMs[index] >= WindowMs)
        {
            _isFlapping[index] = false;
            Flapping--;
        }
    }

    /// <summary>True when the state of a switch may be reported; for one that flaps this is its report.</summary>
    public bool TryReport(int index, long nowMs)
    {
        if (_isFlapping[index])
        {
            if (nowMs - _reportedMs[index] < WindowMs)
            {
                return false;
            }
            _reportedMs[index] = nowMs;
        }
        return true;
    }

    /// <summary>Milliseconds until one that flaps may report or has become calm.</summary>
    public int WaitMs(long nowMs)
    {
        int waitMs = int.MaxValue;
        bool[] isFlapping = _isFlapping;
        int left = Flapping;
        for (int i = 0; left > 0; i++)
        {
            if (isFlapping[i])
            {
                left--;
                long dueMs = _changedMs[i] < _reportedMs[i] ? _changedMs[i] : _reportedMs[i];
                waitMs = Waits.Least(waitMs, Waits.Until(true, dueMs + WindowMs, nowMs));
            }
        }
        return waitMs;
    }
}
