namespace Fachwerk.Backend.Gateway;

/// <summary>
/// Bounds how many contexts are derived a second: a stranger who names epochs ahead of known controllers must not buy
/// key derivations with datagrams. Used by the receiving thread alone.
/// </summary>
internal sealed class DerivationBudget(TimeProvider time)
{
    private const int PerSecond = 500;

    private long _second = time.GetTimestamp();
    private int _left = PerSecond;

    public bool TryTake()
    {
        if (_left == 0)
        {
            if (time.GetElapsedTime(_second) < TimeSpan.FromSeconds(1))
                return false;
            _second = time.GetTimestamp();
            _left = PerSecond;
        }

        _left--;
        return true;
    }
}
